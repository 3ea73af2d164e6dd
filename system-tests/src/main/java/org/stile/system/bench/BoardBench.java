package org.stile.system.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.stile.core.sync.DownMessage.Passages;
import org.stile.system.bench.SyncStage.Ground;

/** Five hundred gates, and how soon the board and a peer gate know of an admission. */
final class BoardBench {
  private static final int GATES = 500;

  /** A center that has just started runs code that is not compiled yet; told apart. */
  private static final int WARM_UP = 500;

  private static final int ADMISSIONS = WARM_UP + 2_000;
  private static final int PER_SECOND = 100;

  private final SyncStage stage;

  BoardBench(SyncStage stage) {
    this.stage = stage;
  }

  void board() throws Exception {
    Ground ground = stage.ground(20_000, GATES);
    List<BenchGate> gates = stage.gates(ground, GATES);
    var up = new AtomicLong();
    var down = new AtomicLong();
    SyncStage.all(GATES, i -> gates.get(i).connect(stage.brokerPort, up, down));
    SyncStage.await(() -> gates.stream().allMatch(gate -> gate.acknowledged() == 0), "hellos");
    long[] sent = new long[ADMISSIONS];
    long[] shown = new long[ADMISSIONS];
    var peers = new ConcurrentHashMap<Integer, Long>();
    BenchGate ear = gates.getLast();
    ear.listener(
        (message, at) -> {
          if (message instanceof Passages(var passages)) {
            passages.forEach(passage -> peers.putIfAbsent(passage.ticket().index(), at));
          }
        });
    var open = new CountDownLatch(1);
    Thread viewer = Thread.ofVirtual().start(() -> watch(ground, shown, open));
    open.await();
    down.set(0);
    long begun = System.nanoTime();
    for (int ticket = 0; ticket < ADMISSIONS; ticket++) {
      long due = begun + ticket * SyncStage.NANOS_PER_SECOND / PER_SECOND;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      BenchGate gate = gates.get(ticket % (GATES - 1)); // Never the one that listens.
      int from = gate.size();
      gate.admit(ground.event(), ticket, stage.clock.instant());
      sent[ticket] = due; // When it was due: a sender that is held up is no excuse.
      gate.publish(gate.messages(from).getFirst());
    }
    SyncStage.await(() -> shown[ADMISSIONS - 1] != 0 && peers.size() == ADMISSIONS, "the board");
    viewer.interrupt();
    gates.forEach(BenchGate::close);
    var early = new Samples("the first %d to the board".formatted(WARM_UP));
    var earlyPeer = new Samples("the first %d to a peer gate".formatted(WARM_UP));
    var board = new Samples("admission to the board's stream");
    var peer = new Samples("admission to a peer gate");
    for (int i = 0; i < ADMISSIONS; i++) {
      (i < WARM_UP ? early : board).add(shown[i] - sent[i]);
      (i < WARM_UP ? earlyPeer : peer).add(peers.getOrDefault(i, Long.MAX_VALUE) - sent[i]);
    }
    System.out.println(Samples.header());
    List.of(early, earlyPeer, board, peer).forEach(System.out::println);
    stage.row(
        "admission to the board, 500 gates, %d a second, p99".formatted(PER_SECOND),
        "%.0f ms".formatted(board.millis(0.99)),
        "<= 500 ms");
    stage.row(
        "  of the first %d, to a center that has just started".formatted(WARM_UP),
        "%.0f ms".formatted(early.millis(0.99)),
        "");
    stage.row(
        "admission to a peer gate, 500 gates, p99",
        "%.0f ms".formatted(peer.millis(0.99)),
        "<= 200 ms");
    stage.row(
        "  down to each peer gate, for each admission",
        "%.0f bytes".formatted(down.get() / (double) ADMISSIONS / GATES),
        "");
  }

  /** The n-th admission is shown when the stream first says n or more. */
  private void watch(Ground ground, long[] shown, CountDownLatch open) {
    var json = new ObjectMapper();
    URI stream = stage.center().resolve("/api/v1/events/" + ground.event() + "/board/stream");
    HttpRequest request =
        HttpRequest.newBuilder(stream)
            .header("Authorization", "Bearer " + stage.organizer.token())
            .header("Accept", "text/event-stream")
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<java.io.InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (answer.statusCode() != 200) {
        throw new IOException("the stream answers " + answer.statusCode());
      }
      try (var lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        int known = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (!line.startsWith("data:")) {
            continue;
          }
          open.countDown();
          JsonNode total = json.readTree(line.substring(5)).path("head").path("total");
          int admitted = total.path("admitted").asInt();
          if (admitted > known) {
            Arrays.fill(shown, known, Math.min(admitted, shown.length), System.nanoTime());
            known = admitted;
          }
        }
      }
    } catch (IOException | InterruptedException e) {
      open.countDown(); // The bench sees that nothing is shown.
    }
  }
}
