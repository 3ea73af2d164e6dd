package org.stile.center.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import org.stile.center.testing.Json;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;

/** Whatever an organizer's client or form sends, it is a venue or a time, or refused in words. */
class FormsFuzzTest {
  private static final ObjectMapper JSON = Json.strict();
  private static final List<ZoneId> ZONES =
      List.of(ZoneId.of("Europe/Berlin"), ZoneId.of("Pacific/Apia"), ZoneId.of("UTC"));

  @FuzzTest(maxDuration = "1m")
  void venue(byte[] data) throws IOException {
    try {
      VenueForm form = JSON.readValue(data, VenueForm.class);
      if (form != null) {
        assertThat(VenueDetails.of(form)).isNotNull();
      }
    } catch (JacksonException refused) {
      assertThat(refused.getOriginalMessage()).isNotEmpty();
    } catch (CharConversionException refused) {
      assertThat(refused.getMessage()).isNotEmpty(); // Neither UTF-8 nor what it looks like.
    } catch (Problem refused) {
      assertRefused(refused);
    }
  }

  @FuzzTest(maxDuration = "1m")
  void venueTyped(byte[] data) {
    String typed = new String(data, StandardCharsets.UTF_8);
    var fields = new MultivaluedHashMap<String, String>();
    for (String field : typed.split("&", 200)) {
      int equals = field.indexOf('=');
      fields.add(equals < 0 ? field : field.substring(0, equals), field.substring(equals + 1));
    }
    try {
      assertThat(VenueDetails.of(VenueFields.of(fields).form())).isNotNull();
    } catch (Problem refused) {
      assertRefused(refused);
    }
    assertThat(EventFields.of(fields)).isNotNull();
  }

  @FuzzTest(maxDuration = "1m")
  void time(byte[] data) {
    String typed = new String(data, StandardCharsets.UTF_8);
    for (ZoneId zone : ZONES) {
      var errors = new FieldErrors();
      var instant = LocalTimes.parse(errors, "startsAt", typed, zone);
      assertThat(instant).isNotNull();
      if (errors.isEmpty()) {
        assertThat(LocalTimes.field(instant, zone)).isNotEmpty();
      }
    }
  }

  private static void assertRefused(Problem refused) {
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.errors()).isNotEmpty().hasSizeLessThanOrEqualTo(FieldErrors.MAX);
  }
}
