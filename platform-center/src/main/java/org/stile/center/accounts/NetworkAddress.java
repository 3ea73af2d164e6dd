package org.stile.center.accounts;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Whom a network address stands for. */
final class NetworkAddress {
  private static final int IPV6_NETWORK_LENGTH = 8; // /64: what one customer is given at least.
  private static final Pattern LITERAL = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

  private NetworkAddress() {}

  /** The IPv4 address, or the IPv6 network of 64 bits. Asks no name server. */
  static String network(String address) {
    if (!LITERAL.matcher(address).matches()) {
      return address;
    }
    try {
      InetAddress parsed = InetAddress.ofLiteral(address);
      return parsed instanceof Inet6Address
          ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), IPV6_NETWORK_LENGTH))
              + "::/64"
          : parsed.getHostAddress();
    } catch (IllegalArgumentException e) {
      return address;
    }
  }
}
