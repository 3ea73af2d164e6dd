package org.stile.system.simulation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.stile.cache.MasterException;
import org.stile.cache.MasterFile;
import org.stile.cache.PeerPassages;
import org.stile.cache.TimeAnchor;
import org.stile.core.Bytes;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.Source;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.PeerPassage;
import org.stile.core.master.EventMaster;
import org.stile.core.master.SignedMaster;
import org.stile.core.trust.KeySet;
import org.stile.core.trust.RootKey;
import org.stile.core.trust.TrustChain;
import org.stile.core.trust.Trusted;
import org.stile.core.trust.Trusted.Accepted;
import org.stile.core.trust.Trusted.Reason;
import org.stile.core.trust.Trusted.Rejected;

/**
 * master.db in memory: what {@code MasterStore} and {@code MasterReader} do with a file, judged by
 * the same {@link TrustChain}. {@code MemoryTwinsTest} runs both through the same operations. One
 * thread.
 */
final class MemoryMaster implements MasterFile, PeerPassages {
  private record Row(Bytes logId, long sequence) {}

  private final TrustChain roots;
  private TrustChain chain;
  private final Map<EventId, SignedMaster> masters =
      new TreeMap<>(Comparator.comparingLong(EventId::value));
  private final Map<Row, PeerPassage> peers = new LinkedHashMap<>();
  private final Map<TicketId, List<Row>> ofTicket = new HashMap<>();
  private final Map<Bytes, Long> uploads = new HashMap<>();
  private Optional<TimeAnchor> time = Optional.empty();
  private Optional<Path> setAside = Optional.empty();
  private boolean damaged;
  private int begunAnew;

  /** Judgements by {@link TrustChain} of the same bytes, which in all runs are the same. */
  private final Judged judged;

  /** Throws when a write is to fail. */
  Writing writing = () -> {};

  /** For {@link Flaw}. */
  boolean takesOlder;

  boolean forgetsPeers;

  /** Whether the disk takes something just now. */
  interface Writing {
    void check() throws MasterException;
  }

  MemoryMaster(List<RootKey> roots, Judged judged) {
    this.roots = TrustChain.of(roots);
    this.judged = judged;
    chain = this.roots;
  }

  /**
   * Verifying a signature takes a tenth of a millisecond, and thousands of runs install the same
   * few masters: {@link TrustChain} is asked once for each chain, base and content. Any thread.
   */
  static final class Judged {
    private final Map<List<Object>, Object> answers = new ConcurrentHashMap<>();

    @SuppressWarnings("unchecked") // What is put under a key is what its supplier gives.
    private <T> T once(List<Object> what, Supplier<T> answer) {
      return (T) answers.computeIfAbsent(what, _ -> answer.get());
    }
  }

  private List<Object> about(String what, Bytes bytes, Object base) {
    return List.of(what, chain.keySet().map(KeySet::version).orElse(0L), bytes, base);
  }

  /** What is in the file cannot be read any more: the next to open it begins anew. */
  void damage() {
    damaged = true;
  }

  /** As {@code MasterStore.open}. */
  MasterFile opened() {
    setAside = Optional.empty();
    if (damaged) {
      damaged = false;
      begunAnew++;
      setAside = Optional.of(Path.of("/simulated/master.db-damaged"));
      chain = roots;
      masters.clear();
      peers.clear();
      ofTicket.clear();
      uploads.clear();
      time = Optional.empty();
    }
    return this;
  }

  private void write() throws MasterException {
    if (damaged) {
      throw new MasterException(new MasterException.Fault.NotStored("malformed"));
    }
    writing.check();
  }

  private void read() throws MasterException {
    if (damaged) {
      throw new MasterException(new MasterException.Fault.NotStored("malformed"));
    }
  }

  @Override
  public Optional<Path> setAside() {
    return setAside;
  }

  @Override
  public Trusted<KeySet> installKeySet(Bytes signed) throws MasterException {
    write();
    return switch (judged.once(about("keys", signed, 0), () -> chain.accept(signed))) {
      case Accepted<TrustChain>(TrustChain next) -> {
        chain = next;
        yield new Accepted<>(next.keySet().orElseThrow());
      }
      case Rejected<TrustChain>(Reason reason, String detail) -> new Rejected<>(reason, detail);
    };
  }

  @Override
  public Trusted<SignedMaster> install(Bytes signedMaster) throws MasterException {
    write();
    Map<EventId, Long> there = takesOlder ? Map.of() : versions();
    return kept(
        judged.once(about("master", signedMaster, there), () -> chain.master(signedMaster, there)));
  }

  @Override
  public Trusted<SignedMaster> installDelta(EventId event, Bytes signedDelta)
      throws MasterException {
    write();
    SignedMaster base = masters.get(event);
    return base == null
        ? new Rejected<>(Reason.OTHER_BASE, "no master of " + event + " is installed")
        : kept(
            judged.once(
                about("delta", signedDelta, base.bytes()), () -> chain.delta(signedDelta, base)));
  }

  private Trusted<SignedMaster> kept(Trusted<SignedMaster> judged) {
    if (judged instanceof Accepted<SignedMaster>(SignedMaster signed)) {
      masters.put(signed.master().event(), signed);
    }
    return judged;
  }

  @Override
  public Map<EventId, Long> versions() throws MasterException {
    read();
    Map<EventId, Long> versions = new TreeMap<>(Comparator.comparingLong(EventId::value));
    masters.forEach((event, signed) -> versions.put(event, signed.master().version()));
    return versions;
  }

  @Override
  public long keySetVersion() throws MasterException {
    read();
    return chain.keySet().map(KeySet::version).orElse(0L);
  }

  @Override
  public void recordPeers(List<PeerPassage> passages) throws MasterException {
    write();
    for (PeerPassage passage : forgetsPeers ? List.<PeerPassage>of() : passages) {
      var row = new Row(passage.logId(), passage.sequence());
      PeerPassage before = peers.get(row);
      if (before == null) {
        peers.put(row, passage);
        ofTicket.computeIfAbsent(passage.ticket(), _ -> new ArrayList<>()).add(row);
      } else if (passage.asOf() > before.asOf()) {
        peers.put(row, with(before, passage));
      }
    }
  }

  /** Only how far it came is news; the rest was said when it was granted. */
  private static PeerPassage with(PeerPassage before, PeerPassage news) {
    return new PeerPassage(
        before.logId(),
        before.sequence(),
        news.asOf(),
        before.gate(),
        before.lane(),
        before.ticket(),
        before.direction(),
        before.number(),
        before.at(),
        news.state());
  }

  @Override
  public void acknowledged(Bytes logId, long sequence) throws MasterException {
    write();
    uploads.merge(logId, sequence, Math::max);
  }

  @Override
  public long acknowledged(Bytes logId) throws MasterException {
    read();
    return uploads.getOrDefault(logId, 0L);
  }

  @Override
  public void tellTime(TimeAnchor anchor) throws MasterException {
    write();
    time = Optional.of(anchor);
  }

  /** The last time told. */
  Optional<TimeAnchor> time() {
    return time;
  }

  /** What the gate reads of it. */
  Optional<EventMaster> master(EventId event) {
    return damaged
        ? Optional.empty()
        : Optional.ofNullable(masters.get(event)).map(s -> s.master());
  }

  /** The version of an event's master that lies here; 0: none. */
  long version(EventId event) {
    SignedMaster there = masters.get(event);
    return there == null ? 0 : there.master().version();
  }

  /** What it is known to be at the center of a log. */
  long believed(Bytes logId) {
    return uploads.getOrDefault(logId, 0L);
  }

  /** How often a damaged file was begun anew. */
  int begunAnew() {
    return begunAnew;
  }

  /** What it knows of one passage. */
  Optional<PeerPassage> peer(Bytes logId, long sequence) {
    return Optional.ofNullable(peers.get(new Row(logId, sequence)));
  }

  @Override
  public List<Passage> of(TicketId ticket) {
    if (damaged) {
      return List.of();
    }
    return ofTicket.getOrDefault(ticket, List.of()).stream()
        .map(peers::get)
        .sorted(
            Comparator.comparing(PeerPassage::at)
                .thenComparing(each -> each.logId().hex())
                .thenComparingLong(PeerPassage::sequence))
        .map(
            each ->
                new Passage(
                    each.direction(),
                    each.number(),
                    each.gate(),
                    each.lane(),
                    each.at(),
                    each.state(),
                    Source.OTHER_GATE,
                    0))
        .toList();
  }

  /** The file stays. */
  @Override
  public void close() {}
}
