package org.stile.center.grants;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Memory of what was used last, bounded. */
final class Lately {
  private Lately() {}

  /** A map for any thread that forgets what was not used for longest. */
  static <K, V> Map<K, V> map(int max) {
    return Collections.synchronizedMap(
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > max;
          }
        });
  }
}
