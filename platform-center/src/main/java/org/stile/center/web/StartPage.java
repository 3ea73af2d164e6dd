package org.stile.center.web;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** Where somebody who signed in begins. */
@Path("/")
@RunOnVirtualThread
public class StartPage {
  private final CurrentCaller caller;

  public StartPage(CurrentCaller caller) {
    this.caller = caller;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance start(boolean organizes, boolean administers);
  }

  /** The start page, or the way to sign in. */
  @GET
  @PermitAll
  @Produces(MediaType.TEXT_HTML)
  public Response start() {
    return caller
        .ifAny()
        .map(
            who ->
                Response.ok(
                        Templates.start(who.may(Scope.EVENTS_WRITE), who.may(Scope.ACCOUNTS_WRITE))
                            .render())
                    .build())
        .orElseGet(() -> Response.seeOther(URI.create("/sign-in")).build());
  }
}
