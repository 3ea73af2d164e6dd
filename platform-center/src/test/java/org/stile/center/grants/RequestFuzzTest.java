package org.stile.center.grants;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.stile.center.seating.SampleStadium;
import org.stile.center.testing.Json;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;
import org.stile.core.Bytes;

/** Whatever a seller's client or form sends, it is a request the policy can decide, or refused. */
class RequestFuzzTest {
  private static final Places PLACES = Places.of(SampleStadium.plan(1_000));
  private static final ObjectMapper JSON = Json.strict();
  private static final Bytes SECRET = Bytes.copyOf(new byte[32]);

  @FuzzTest(maxDuration = "1m")
  void json(byte[] data) throws IOException {
    try {
      RequestBody body = JSON.readValue(data, RequestBody.class);
      if (body != null) {
        meant(RequestReader.read(body, PLACES, new FieldErrors()));
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
  void form(byte[] data) {
    String typed = new String(data, StandardCharsets.UTF_8);
    SellForm form = SellForm.of(fields(typed));
    var errors = new FieldErrors();
    try {
      meant(RequestReader.read(form.body(PLACES, errors), PLACES, errors));
    } catch (Problem refused) {
      assertRefused(refused);
    }
  }

  /** The signature comes first: what is not signed is never read. */
  @FuzzTest(maxDuration = "1m")
  void webhook(byte[] data) {
    int cut = Math.min(data.length, 90);
    String signature = new String(data, 0, cut, StandardCharsets.ISO_8859_1);
    Bytes body = Bytes.copyOf(java.util.Arrays.copyOfRange(data, cut, data.length));
    Instant now = Instant.ofEpochSecond(1_764_230_400);
    assertThat(PaymentSignature.holds(SECRET, signature, body, now)).isFalse();
    assertThat(PaymentSignature.holds(SECRET, PaymentSignature.sign(SECRET, now, body), body, now))
        .isTrue();
    try {
      PaymentResource.Message message = PaymentResource.read(JSON.reader(), data);
      assertThat(message.reference()).matches("[A-Za-z0-9_.:-]{1,100}");
      assertThat(message.kind()).isIn("CONFIRMED", "REFUNDED");
    } catch (Problem refused) {
      assertRefused(refused);
    }
  }

  private static void meant(RequestReader.Meant meant) {
    assertThat(meant.chip().uid().length()).isBetween(4, 10);
    meant.holder().ifPresent(holder -> assertThat(holder.toString()).doesNotContain(holder.name()));
  }

  private static void assertRefused(Problem refused) {
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.errors()).isNotEmpty().hasSizeLessThanOrEqualTo(FieldErrors.MAX);
  }

  static MultivaluedMap<String, String> fields(String typed) {
    var fields = new MultivaluedHashMap<String, String>();
    for (String field : typed.split("&", 200)) {
      int equals = field.indexOf('=');
      fields.add(equals < 0 ? field : field.substring(0, equals), field.substring(equals + 1));
    }
    return fields;
  }
}
