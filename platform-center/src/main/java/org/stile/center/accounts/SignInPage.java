package org.stile.center.accounts;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.web.CurrentCaller;

/** Signing in and out, for anybody. */
@Path("/")
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML)
public class SignInPage {
  private static final int WRONG = 403;
  private static final int TOO_MANY = 429; // RFC 6585 §4.

  private final SignIns signIns;
  private final Sessions sessions;
  private final Callers callers;
  private final Database database;
  private final CurrentCaller caller;
  private final boolean elsewhere;

  public SignInPage(
      SignIns signIns,
      Sessions sessions,
      Callers callers,
      Database database,
      CurrentCaller caller,
      @ConfigProperty(name = "quarkus.oidc.tenant-enabled") boolean elsewhere) {
    this.signIns = signIns;
    this.sessions = sessions;
    this.callers = callers;
    this.database = database;
    this.caller = caller;
    this.elsewhere = elsewhere;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance signIn(
        String email, String next, Optional<String> problem, boolean elsewhere);
  }

  /** The form. */
  @GET
  @Path("sign-in")
  @PermitAll
  public Response form(@QueryParam("next") @Nullable String next) {
    if (caller.ifAny().isPresent()) {
      return Response.seeOther(Destination.within(next)).build();
    }
    return page(200, "", next, Optional.empty()).build();
  }

  /** Signs in. */
  @POST
  @Path("sign-in")
  @PermitAll
  public Response signIn(
      @FormParam("email") @Nullable String email,
      @FormParam("password") @Nullable String password,
      @FormParam("next") @Nullable String next,
      @Context HttpServerRequest request) {
    String typed = email == null ? "" : email;
    String address = request.remoteAddress().hostAddress();
    return switch (signIns.signIn(typed, password == null ? "" : password, address)) {
      case SignIns.Outcome.SignedIn in -> {
        SessionCookie.of(request).ifPresent(this::end);
        yield Response.seeOther(
                in.mustChange() ? URI.create("/password") : Destination.within(next))
            .cookie(SessionCookie.set(request, in.secret()))
            .build();
      }
      case SignIns.Outcome.Wrong _ ->
          page(WRONG, typed, next, Optional.of("The e-mail or the password is not right.")).build();
      case SignIns.Outcome.Blocked blocked -> blocked(typed, next, blocked.pause()).build();
    };
  }

  /** Signs out, also whoever is signed out already. */
  @POST
  @Path("sign-out")
  @PermitAll
  public Response signOut(@Context HttpServerRequest request) {
    SessionCookie.of(request).ifPresent(this::end);
    return Response.seeOther(URI.create("/sign-in")).cookie(SessionCookie.clear(request)).build();
  }

  private void end(String secret) {
    database.change(handle -> sessions.end(handle, secret));
    callers.forgetSession(secret);
  }

  private Response.ResponseBuilder blocked(String email, @Nullable String next, Duration wait) {
    return page(TOO_MANY, email, next, Optional.of(tooMany(wait)))
        .header("Retry-After", Math.max(1, wait.toSeconds()));
  }

  static String tooMany(Duration wait) {
    long seconds = Math.max(1, wait.toSeconds());
    String time = seconds < 120 ? seconds + " seconds" : (seconds + 59) / 60 + " minutes";
    return "Too many wrong passwords. Wait " + time + " before the next try.";
  }

  private Response.ResponseBuilder page(
      int status, String email, @Nullable String next, Optional<String> problem) {
    String shown = email.length() > SignIns.EMAIL_LENGTH_MAX ? "" : email;
    String onwards = Destination.within(next).toString();
    return Response.status(status)
        .entity(Templates.signIn(shown, onwards, problem, elsewhere).render());
  }
}
