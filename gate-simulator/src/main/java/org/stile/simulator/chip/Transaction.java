package org.stile.simulator.chip;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stile.core.Bytes;

/**
 * What was done to the selected application's files since the last commit, and is not yet so. Lives
 * no longer than the power.
 */
final class Transaction {
  private final SortedMap<Integer, CardFile> mirrors = new TreeMap<>();
  private final Map<Integer, Integer> debits = new HashMap<>();
  private final Set<Integer> creditedLimited = new HashSet<>();
  private final Set<Integer> begunRecords = new HashSet<>();
  private final Set<Integer> cleared = new HashSet<>();
  private Optional<TransactionMacChain> chain = Optional.empty();

  boolean isEmpty() {
    return mirrors.isEmpty();
  }

  /** File {@code number} as it will be after a commit. */
  CardFile.Value mirror(int number, CardFile.Value committed) {
    return mirrors.get(number) instanceof CardFile.Value pending ? pending : committed;
  }

  CardFile.Backup mirror(int number, CardFile.Backup committed) {
    return mirrors.get(number) instanceof CardFile.Backup pending ? pending : committed;
  }

  void put(int number, CardFile mirror) {
    mirrors.put(number, mirror);
  }

  /** Adds to what LimitedCredit may give back after the commit. */
  void noteDebit(int number, int amount) {
    debits.merge(number, amount, Integer::sum);
  }

  void noteLimitedCredit(int number) {
    creditedLimited.add(number);
  }

  boolean hasLimitedCredit(int number) {
    return creditedLimited.contains(number);
  }

  /** The record file as it will be, with a record begun: all writes before a commit go to it. */
  CardFile.Records begunRecord(int number, CardFile.Records committed) throws Declined {
    Declined.unless(!cleared.contains(number), Status.PERMISSION_DENIED);
    if (!begunRecords.add(number)) {
      return mirrors.get(number) instanceof CardFile.Records pending ? pending : committed;
    }
    Declined.unless(committed.cyclic() || !committed.isFull(), Status.BOUNDARY_ERROR);
    return committed.withBlank();
  }

  void clear(int number, CardFile.Records committed) {
    cleared.add(number);
    mirrors.put(number, committed.cleared());
  }

  /** Adds one command and its data to what a transaction MAC is made of, if there will be one. */
  void witness(Application application, Bytes uid, Bytes input) {
    if (chain.isEmpty()) {
      chain = application.transactionMac().map(file -> TransactionMacChain.start(file, uid));
    }
    chain = chain.map(running -> running.with(input));
  }

  /** The application as a commit leaves it. */
  Application committed(Application before) {
    Application next = before;
    for (var entry : mirrors.entrySet()) {
      next = next.withFile(entry.getKey(), settled(entry.getKey(), entry.getValue()));
    }
    var number = before.transactionMacNumber();
    if (number.isPresent() && chain.isPresent()) {
      next = next.withFile(number.getAsInt(), chain.get().finished());
    }
    return next;
  }

  private CardFile settled(int number, CardFile mirror) {
    if (!(mirror instanceof CardFile.Value value)) {
      return mirror;
    }
    if (creditedLimited.contains(number)) {
      return value.holding(value.value(), 0);
    }
    Integer debited = debits.get(number);
    return debited == null ? value : value.holding(value.value(), debited);
  }
}
