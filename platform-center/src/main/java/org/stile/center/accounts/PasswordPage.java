package org.stile.center.accounts;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
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
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;
import org.stile.center.web.Problem.FieldError;

/** Where somebody signed in sees their own account and changes its password. */
@Path("/password")
@RunOnVirtualThread
@Authenticated
@Produces(MediaType.TEXT_HTML)
public class PasswordPage {
  private final CurrentCaller caller;
  private final Accounts accounts;
  private final SignIns signIns;
  private final Callers callers;
  private final FirstStart firstStart;

  public PasswordPage(
      CurrentCaller caller,
      Accounts accounts,
      SignIns signIns,
      Callers callers,
      FirstStart firstStart) {
    this.caller = caller;
    this.accounts = accounts;
    this.signIns = signIns;
    this.callers = callers;
    this.firstStart = firstStart;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance password(
        Accounts.Account account, boolean changed, List<FieldError> errors);
  }

  /** The form. */
  @GET
  public Response form(@QueryParam("changed") boolean changed) {
    return page(200, changed, List.of());
  }

  /** Changes it. */
  @POST
  public Response change(
      @FormParam("present") @Nullable String present,
      @FormParam("next") @Nullable String next,
      @FormParam("again") @Nullable String again,
      @Context HttpServerRequest request) {
    Accounts.Account account = account();
    String chosen = next == null ? "" : next;
    var errors = new FieldErrors();
    Passwords.objection(chosen, account.email()).ifPresent(text -> errors.add("next", text));
    errors.require(chosen.equals(again), "again", "is not the same as the new password");
    errors.require(!chosen.equals(present), "next", "must be another one than now");
    if (!errors.isEmpty()) {
      return page(400, false, errors.list());
    }
    String address = request.remoteAddress().hostAddress();
    var outcome = signIns.change(account.id(), present == null ? "" : present, chosen, address);
    return switch (outcome) {
      case SignIns.Outcome.SignedIn in -> {
        callers.forget(account.id());
        firstStart.passwordChanged(account.email());
        String onwards = account.mustChange() ? "/" : "/password?changed=true";
        yield Response.seeOther(URI.create(onwards))
            .cookie(SessionCookie.set(request, in.secret()))
            .build();
      }
      case SignIns.Outcome.Wrong _ ->
          page(400, false, List.of(new FieldError("present", "is not right")));
      case SignIns.Outcome.Blocked blocked ->
          page(429, false, List.of(new FieldError("present", SignInPage.tooMany(blocked.pause()))));
    };
  }

  private Accounts.Account account() {
    Caller who = caller.get();
    if (who.tokenId().isPresent()) {
      throw Problem.forbidden("A token cannot change its account's password; sign in.");
    }
    return accounts.find(who.accountId());
  }

  private Response page(int status, boolean changed, List<FieldError> errors) {
    return Response.status(status)
        .entity(Templates.password(account(), changed, errors).render())
        .build();
  }
}
