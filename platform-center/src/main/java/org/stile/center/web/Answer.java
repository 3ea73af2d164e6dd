package org.stile.center.web;

import java.util.Optional;

/**
 * What a write answers.
 *
 * @param status HTTP status, 2xx.
 * @param location where the thing made is, if one was made.
 * @param body to be written as JSON.
 */
public record Answer(int status, Optional<String> location, Object body) {
  public static Answer ok(Object body) {
    return new Answer(200, Optional.empty(), body);
  }

  public static Answer created(String location, Object body) {
    return new Answer(201, Optional.of(location), body);
  }
}
