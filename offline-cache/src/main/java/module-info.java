/** The gate's memory: journal.db, written by the gate, and master.db, written by the agent. */
@org.jspecify.annotations.NullMarked
module org.stile.cache {
  requires static transitive org.jspecify;
  requires transitive org.stile.core;
  requires java.sql;
  requires org.xerial.sqlitejdbc;

  exports org.stile.cache;
}
