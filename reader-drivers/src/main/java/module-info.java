/** All that opens a device: readers now, pins and panels later. */
@org.jspecify.annotations.NullMarked
module org.stile.drivers {
  requires static transitive org.jspecify;
  requires transitive org.stile.chips;
  requires com.fazecast.jSerialComm;

  exports org.stile.drivers;
  exports org.stile.drivers.pn532;
  exports org.stile.drivers.serial;
}
