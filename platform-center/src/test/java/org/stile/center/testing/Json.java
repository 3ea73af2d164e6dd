package org.stile.center.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.stile.center.web.StrictJson;

/** JSON as the running center reads it, without the center. */
public final class Json {
  private Json() {}

  public static ObjectMapper strict() {
    var mapper = new ObjectMapper().findAndRegisterModules();
    new StrictJson().customize(mapper);
    return mapper;
  }
}
