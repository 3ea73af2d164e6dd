package org.stile.system.sync;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Units each in a network namespace of its own (ip-netns(8)), a cable of each to one switch, and
 * whoever they talk to at the switch. Cables can be cut and made bad. Nothing else on the machine
 * is touched, names and addresses are those of this process, and what an earlier one left that died
 * is taken away. One thread.
 */
final class Wiring implements AutoCloseable {
  private static final Path NAMESPACES = Path.of("/run/netns");
  private static final String PREFIX = "stile-rig-";

  /** 198.18.0.0/15 is for tests of networks (RFC 2544 appendix C.2.2): 512 switches of /24. */
  private static final int SWITCHES = 512;

  /** Delays that differ put packets out of order. */
  private static final String NETEM = " netem loss 15% delay 60ms 30ms duplicate 2%";

  private static final String THIN = " tbf rate 512kbit burst 16kb latency 200ms";

  /** For nft(8): of what arrives and of what leaves, so much is dropped. */
  private static final String LOSS =
      """
      table inet stile {
        chain arriving {
          type filter hook input priority 0;
          iifname "eth0" numgen random mod 100 < 15 drop
        }
        chain leaving {
          type filter hook output priority 0;
          oifname "eth0" numgen random mod 100 < 15 drop
        }
      }
      """;

  private final long id = ProcessHandle.current().pid();
  private final String bridge = bridge(id);
  private final String network;
  private final List<String> units;
  private final Thread atTheEnd = new Thread(this::takeAway);
  private boolean netem;

  private Wiring(List<String> units) {
    this.units = List.copyOf(units);
    int number = (int) (id % SWITCHES);
    network = "198." + (18 + number / 256) + "." + number % 256 + ".";
  }

  /** Why there can be none here; empty: there can. */
  static Optional<String> missing() {
    try {
      if (!System.getProperty("user.name").equals("root")) {
        return Optional.of("SKIPPED: needs root and iproute2; this is not root");
      }
      String probe = PREFIX + ProcessHandle.current().pid() + "-probe";
      run("ip netns add " + probe);
      run("ip netns del " + probe);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("SKIPPED: needs root and iproute2: " + e.getMessage());
    }
  }

  /** Lays the cables of these units. */
  static Wiring lay(List<String> units) throws IOException {
    sweep();
    var wiring = new Wiring(units);
    Runtime.getRuntime().addShutdownHook(wiring.atTheEnd);
    try {
      wiring.lay();
      return wiring;
    } catch (IOException e) {
      wiring.close();
      throw e;
    }
  }

  private void lay() throws IOException {
    run("ip link add " + bridge + " type bridge forward_delay 0 stp_state 0");
    run("ip addr add " + network + "1/24 dev " + bridge);
    run("ip link set " + bridge + " up");
    for (String unit : units) {
      String there = namespace(unit);
      run("ip netns add " + there);
      run("ip link add " + port(unit) + " type veth peer name eth0 netns " + there);
      run("ip link set " + port(unit) + " master " + bridge + " up");
      String address = network + (2 + units.indexOf(unit)) + "/24";
      run("ip -n " + there + " addr add " + address + " dev eth0");
      run("ip -n " + there + " link set lo up");
      run("ip -n " + there + " link set eth0 up");
    }
    netem = hasNetem();
  }

  /** Where units reach whoever listens at the switch. */
  InetAddress address() {
    return InetAddress.ofLiteral(network + "1");
  }

  /** What stands before a command that is to run in a unit. */
  List<String> inside(String unit) {
    return List.of("nsenter", "--net=" + NAMESPACES.resolve(namespace(unit)));
  }

  /** Pulls the cable: nothing arrives, and nobody is told. */
  void cut(String unit) throws IOException {
    run("ip link set " + port(unit) + " down");
  }

  /** Plugs it in again. */
  void join(String unit) throws IOException {
    run("ip link set " + port(unit) + " up");
  }

  /** Why {@link #spoil} cannot be done here; empty: it can. */
  Optional<String> spoilMissing() {
    try {
      if (!netem) {
        run("nft --version");
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("SKIPPED: needs netem in the kernel or nftables: " + e.getMessage());
    }
  }

  /**
   * Makes all cables bad, both ways: packets are lost; where the kernel has netem they are late,
   * out of order and doubled as well, elsewhere the line is thin.
   *
   * @return how it was done.
   */
  String spoil() throws IOException {
    for (String unit : units) {
      if (netem) {
        queues(unit, "add", NETEM);
      } else {
        queues(unit, "add", THIN);
        feed(LOSS, inside(unit, "nft -f -"));
      }
    }
    return netem
        ? "by" + NETEM
        : "no netem in this kernel: by nftables, drop 15 of 100 each way, and by" + THIN;
  }

  /** Makes them good again. */
  void mend() throws IOException {
    for (String unit : units) {
      queues(unit, "del", "");
      if (!netem) {
        feed("", inside(unit, "nft delete table inet stile"));
      }
    }
  }

  /** tc(8) about both ends of a cable. */
  private void queues(String unit, String verb, String what) throws IOException {
    run("tc -n " + namespace(unit) + " qdisc " + verb + " dev eth0 root" + what);
    run("tc qdisc " + verb + " dev " + port(unit) + " root" + what);
  }

  private boolean hasNetem() {
    try {
      queues(units.getFirst(), "add", NETEM);
      queues(units.getFirst(), "del", "");
      return true;
    } catch (IOException unknown) {
      return false;
    }
  }

  private List<String> inside(String unit, String command) {
    return Stream.concat(inside(unit).stream(), Stream.of(words(command))).toList();
  }

  private static String[] words(String command) {
    return command.split(" ", -1);
  }

  private static String bridge(long id) {
    return "sb" + id;
  }

  private String port(String unit) {
    return "sv" + id + "n" + units.indexOf(unit); // At most 15 characters.
  }

  private String namespace(String unit) {
    return PREFIX + id + "-" + unit;
  }

  private static void run(String command) throws IOException {
    feed("", List.of(words(command)));
  }

  private static void feed(String input, List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
      in.write(input);
    } catch (IOException ended) {
      // It says why.
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
  }

  /** Takes away what processes left that are gone. */
  private static void sweep() throws IOException {
    if (!Files.isDirectory(NAMESPACES)) {
      return;
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(NAMESPACES, PREFIX + "*")) {
      for (Path namespace : left) {
        String name = namespace.getFileName().toString();
        long owner = Long.parseLong(name.substring(PREFIX.length()).split("-", 2)[0]);
        if (ProcessHandle.of(owner).isEmpty()) {
          quietly("ip netns del " + name);
          quietly("ip link del " + bridge(owner));
        }
      }
    }
  }

  private static void quietly(String command) {
    try {
      run(command);
    } catch (IOException gone) {
      // It is not there any more, or never was.
    }
  }

  private void takeAway() {
    for (String unit : units) {
      // A cable goes with either of its ends, even while a process holds the namespace.
      quietly("ip link del " + port(unit));
      quietly("ip netns del " + namespace(unit));
    }
    quietly("ip link del " + bridge);
  }

  @Override
  public void close() {
    takeAway();
    Runtime.getRuntime().removeShutdownHook(atTheEnd);
  }
}
