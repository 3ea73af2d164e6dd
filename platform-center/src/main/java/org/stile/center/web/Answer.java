package org.stile.center.web;

import java.util.Optional;

/**
 * What a write answers.
 *
 * @param status HTTP status, 2xx.
 * @param location where the thing made is, if one was made.
 * @param body to be written as JSON, and kept to answer a repetition.
 * @param first what the first answer says instead of {@code body}: the one that shows a secret.
 */
public record Answer(int status, Optional<String> location, Object body, Object first) {
  public Answer(int status, Optional<String> location, Object body) {
    this(status, location, body, body);
  }

  public static Answer ok(Object body) {
    return new Answer(200, Optional.empty(), body);
  }

  public static Answer created(String location, Object body) {
    return new Answer(201, Optional.of(location), body);
  }

  /** The same, but its first answer says {@code first}, which is kept nowhere. */
  public Answer showingOnce(Object first) {
    return new Answer(status, location, body, first);
  }
}
