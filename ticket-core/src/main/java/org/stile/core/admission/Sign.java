package org.stile.core.admission;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stile.core.id.GateId;

/** What one language has to say: the words that must be seen, and lines by importance. */
record Sign(String headline, List<String> lines) {
  Sign {
    lines = lines.stream().filter(line -> !line.isBlank()).toList();
  }

  static Sign of(String headline, String... lines) {
    return new Sign(headline, List.of(lines));
  }

  /** This sign if its headline can be shown whole, else {@code shorter} with it as first line. */
  Sign orIfTooLong(String shorter) {
    return headline.codePointCount(0, headline.length()) <= Advice.HEADLINE_LENGTH_MAX
        ? this
        : new Sign(shorter, Stream.concat(Stream.of(headline), lines.stream()).toList());
  }

  /** A gate as it is written on its sign. */
  static String name(GateId gate) {
    return gate.value().toUpperCase(Locale.ROOT);
  }

  /** Gates in the order people count them: N2 before N10. */
  static String names(Collection<GateId> gates) {
    return gates.stream()
        .map(Sign::name)
        .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
        .collect(Collectors.joining(", "));
  }

  /** A lane as people count them, from 1. */
  static int number(int lane) {
    return lane + 1;
  }

  /** The parts that are there, one after the other. */
  static String joined(String separator, Stream<String> parts) {
    return parts.filter(part -> !part.isEmpty()).collect(Collectors.joining(separator));
  }

  /** {@code text} with {@code name} in place of "{}"; empty if there is no name. */
  static String part(String text, String name) {
    return name.isEmpty() ? "" : text.replace("{}", name);
  }

  /** A time as a language writes it; digits only, because a gate's runtime has no locale data. */
  static String at(Instant instant, ZoneId zone, DateTimeFormatter format) {
    return format.format(instant.atZone(zone));
  }
}
