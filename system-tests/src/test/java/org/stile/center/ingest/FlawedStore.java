package org.stile.center.ingest;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stile.center.ingest.SimulatedCenter.Flaw;
import org.stile.core.Bytes;
import org.stile.core.journal.RowBytes;

/** A store that gets one thing wrong, so that it can be shown that the simulation notices. */
final class FlawedStore {
  private FlawedStore() {}

  static IngestStore of(IngestStore real, Flaw flaw) {
    return (IngestStore)
        Proxy.newProxyInstance(
            FlawedStore.class.getClassLoader(),
            new Class<?>[] {IngestStore.class},
            (_, method, arguments) -> {
              try {
                Object answer = method.invoke(real, arguments);
                if (flaw == Flaw.TAKES_EVERYTHING_AS_NEXT && method.getName().equals("lock")) {
                  return asNext((Map<?, ?>) answer, (Collection<?>) arguments[0]);
                }
                if (flaw == Flaw.SAYS_NOTHING_OF_DOUBLES
                    && (method.getName().equals("addPassages")
                        || method.getName().equals("updatePassages"))) {
                  return List.of();
                }
                if (flaw == Flaw.JUDGES_DOUBLES_ONCE && method.getName().equals("updatePassages")) {
                  return List.of();
                }
                if (flaw == Flaw.SAYS_NOTHING_OF_SHARED_NAMES
                    && method.getName().equals("before")) {
                  return asUnknown((StatusTable.Before) answer);
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static StatusTable.Before asUnknown(StatusTable.Before before) {
    return new StatusTable.Before(
        before.lastContact(), before.sameLog(), false, before.oldLog(), before.missing());
  }

  /** Heads as if each log stood right before what came of it. */
  private static Map<Bytes, LogHead> asNext(Map<?, ?> heads, Collection<?> arrivals) {
    Map<Bytes, LogHead> wrong = new LinkedHashMap<>();
    for (Object each : heads.values()) {
      var head = (LogHead) each;
      for (Object arrival : arrivals) {
        if (arrival instanceof Arrival came && came.rows().logId().equals(head.logId)) {
          wrong.putIfAbsent(
              head.logId,
              new LogHead(
                  head.id,
                  head.logId,
                  head.gate,
                  head.current,
                  came.first() - 1,
                  came.first() == 1
                      ? RowBytes.genesis(head.logId, head.gate.gate().value())
                      : came.rows().hashBefore(),
                  head.ahead));
        }
      }
    }
    return wrong;
  }
}
