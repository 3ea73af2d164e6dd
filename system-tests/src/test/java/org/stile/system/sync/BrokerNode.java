package org.stile.system.sync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stile.system.center.CenterProcess;
import org.stile.system.center.KeptPort;

/**
 * One of two clustered Artemis nodes, a process, set up by deploy/artemis and by the files that the
 * center writes; it can be killed and started again. One thread.
 */
final class BrokerNode implements AutoCloseable {
  private static final String PASSWORD = "a-password-of-the-test";
  private static final List<String> OPTIONS =
      List.of(
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

  private final String name;
  private final Path own;
  private final Path told;
  private final int mqtt;
  private final int core;
  private final int peer;
  private @Nullable Process process;

  private BrokerNode(String name, Path own, Path told, int mqtt, int core, int peer) {
    this.name = name;
    this.own = own;
    this.told = told;
    this.mqtt = mqtt;
    this.core = core;
    this.peer = peer;
  }

  /**
   * Two that know each other; neither is started.
   *
   * @param folder for what is theirs.
   * @param told where the center's files for a broker are, once they are started.
   */
  static List<BrokerNode> pair(Path folder, Path told) throws IOException {
    int one = KeptPort.find();
    int two = KeptPort.find();
    return List.of(
        new BrokerNode("0", folder.resolve("node0"), told, KeptPort.find(), one, two),
        new BrokerNode("1", folder.resolve("node1"), told, KeptPort.find(), two, one));
  }

  /** Where gates and centers come in, on loopback. */
  int port() {
    return mqtt;
  }

  /** With the files we ship, but for addresses, passwords and folders; returns at once. */
  BrokerNode start() throws IOException {
    Path shipped = CenterProcess.root().resolve("deploy/artemis");
    Files.createDirectories(own);
    Files.deleteIfExists(log());
    Files.writeString(
        own.resolve("broker.xml"),
        Files.readString(shipped.resolve("broker.xml"))
            .replace("/etc/artemis/stile", told.toString())
            .replace("/etc/artemis/", own + "/")
            .replace("CHANGE-ME", PASSWORD)
            .replace("stile-a", "stile-" + name)
            .replace("0.0.0.0:8883", "127.0.0.1:" + mqtt)
            .replace("10.0.0.1:61616", "127.0.0.1:" + core)
            .replace("10.0.0.2:61616", "127.0.0.1:" + peer));
    for (String file : List.of("login.config", "keys.pemcfg")) {
      Files.writeString(
          own.resolve(file),
          Files.readString(shipped.resolve(file)).replace("/etc/artemis/stile", told.toString()));
    }
    Path source = Path.of("src/test/resources/artemis/ArtemisNode.java").toAbsolutePath();
    var command = new java.util.ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.add("-Djava.security.auth.login.config=" + own.resolve("login.config"));
    command.addAll(
        List.of("-cp", CenterProcess.application().resolve("lib/main") + "/*", source.toString()));
    command.add(own.resolve("broker.xml").toUri().toString());
    command.add(told.resolve("artemis-security.properties").toString());
    process =
        new ProcessBuilder(command)
            .directory(own.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    return this;
  }

  private Path log() {
    return own.resolveSibling("node" + name + ".log");
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("node " + name + " was not started");
    }
    return process;
  }

  /** Waits until it takes connections. */
  void awaitUp() throws Exception {
    Until.holds(
        "node " + name + " is up",
        () -> {
          if (!running().isAlive()) {
            throw new AssertionError(said());
          }
          return said().lines().anyMatch("node is up"::equals);
        },
        this::said);
  }

  /** SIGKILL; returns when it is dead. */
  void kill() {
    running().toHandle().destroyForcibly();
    running().onExit().join();
  }

  /** All it said since it was started last. */
  String said() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
  }
}
