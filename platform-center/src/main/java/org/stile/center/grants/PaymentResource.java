package org.stile.center.grants;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.web.Answer;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;
import org.stile.center.web.Writes;
import org.stile.core.Bytes;

/** Webhooks of payment providers, and the secret that signs them. */
@Path("/api/v1/payments")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PaymentResource {
  /** A provider's message has a few hundred bytes. */
  private static final int BODY_BYTES_MAX = 65_536;

  private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9_.:-]{1,100}");

  private static final Pattern SECRET = Pattern.compile("[0-9A-Fa-f]{64}");

  private final Database database;
  private final Payments payments;
  private final Requests requests;
  private final Writes writes;
  private final CurrentCaller callers;
  private final ObjectReader reader;

  public PaymentResource(
      Database database,
      Payments payments,
      Requests requests,
      Writes writes,
      CurrentCaller callers,
      ObjectMapper json) {
    this.database = database;
    this.payments = payments;
    this.requests = requests;
    this.writes = writes;
    this.callers = callers;
    // What else a provider says of a payment is none of the center's business.
    this.reader = json.reader().without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  /**
   * What a provider tells; further fields are ignored.
   *
   * @param kind CONFIRMED or REFUNDED.
   */
  record Message(@Nullable String reference, @Nullable String kind) {}

  /** What the center makes of it. */
  record Receipt(Payments.Result result, Optional<Long> event, Optional<Long> request) {}

  /** A secret: 64 hexadecimal digits. */
  record SecretBody(@Nullable String secret) {}

  /** Whose secret was set: webhooks go to /api/v1/payments/{seller}. */
  record SecretSet(long seller) {}

  /** Takes a provider's message; who signs with the seller's secret may send it. */
  @POST
  @Path("{seller}")
  @Consumes(MediaType.WILDCARD)
  @PermitAll
  public Receipt tell(
      long seller,
      @HeaderParam("Stile-Signature") @Nullable String signature,
      @RequestBody(content = @Content(schema = @Schema(implementation = Message.class)))
          byte[] body) {
    if (body.length > BODY_BYTES_MAX) {
      throw new Problem(
          413, "too-large", "A message has at most " + BODY_BYTES_MAX + " bytes.", List.of());
    }
    Bytes content = Bytes.copyOf(body);
    boolean genuine =
        signature != null
            && database.read(handle -> payments.signed(handle, seller, signature, content));
    if (!genuine) {
      // The same for a seller that is not there: nobody learns which are.
      throw new Problem(
          401,
          "bad-signature",
          "Stile-Signature must be t=<Unix seconds, not older than 5 minutes>,v1=<HMAC-SHA256 of"
              + " \"<t>.<body>\" under the seller's payment secret, in hex>.",
          List.of());
    }
    Message message = read(reader, body);
    var kind = Payments.Kind.valueOf(String.valueOf(message.kind));
    Payments.Told told =
        database.write(
            handle -> payments.tell(handle, seller, String.valueOf(message.reference), kind));
    told.request().filter(request -> !request.state().holdsSeats()).ifPresent(requests::returned);
    return new Receipt(
        told.result(), told.request().map(Registered::event), told.request().map(Registered::id));
  }

  /** Sets the secret of the caller's seller; the one before is void from now on. */
  @POST
  @Path("secret")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.PAYMENTS_WRITE)
  public Response secret(SecretBody body) {
    Caller caller = callers.get();
    String secret = body == null || body.secret == null ? "" : body.secret;
    if (!SECRET.matcher(secret).matches()) {
      throw Problem.invalid("secret", "must be 64 hexadecimal digits: 32 random bytes");
    }
    // Not made here: what this endpoint answers is kept, to be answered again.
    return writes.once(
        body,
        handle -> {
          payments.setSecret(handle, caller.actor(), caller.seller(), Bytes.hex(secret));
          return Answer.ok(new SecretSet(caller.seller()));
        });
  }

  /** What a provider's message says; throws a 400 that names all that is wrong. */
  static Message read(ObjectReader reader, byte[] body) {
    Message message;
    try {
      message = reader.readValue(body, Message.class);
    } catch (IOException e) {
      throw Problem.invalid("body", "must be a JSON object with \"reference\" and \"kind\"");
    }
    var errors = new FieldErrors();
    errors.require(
        message != null
            && message.reference != null
            && REFERENCE.matcher(message.reference).matches(),
        "reference",
        "must be 1 to 100 letters, digits or _.:-");
    errors.require(
        message != null && ("CONFIRMED".equals(message.kind) || "REFUNDED".equals(message.kind)),
        "kind",
        "must be CONFIRMED or REFUNDED");
    errors.throwIfAny();
    return java.util.Objects.requireNonNull(message);
  }
}
