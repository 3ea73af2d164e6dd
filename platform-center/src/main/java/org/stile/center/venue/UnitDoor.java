package org.stile.center.venue;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.stile.center.broker.CenterRole;
import org.stile.center.web.Problem;

/**
 * What a venue's unit serves of all that its program can: boards and what belongs to them,
 * accounts, and files for gates. Everything else is done at the center, which would not hear of it
 * here.
 */
public final class UnitDoor {
  private static final Pattern HERE =
      Pattern.compile(
          "/?(|sign-in(/.*)?|sign-out|password|accounts(/.*)?|tokens(/.*)?|audit(/.*)?|boards(/.*)?"
              + "|events/[0-9]+/board(/.*)?|venues/[0-9]+/quarantine(/.*)?|q/.*"
              + "|api/v1/(me|key-set(/.*)?|gate-files/.*|accounts(/.*)?|tokens(/.*)?"
              + "|venues/[0-9]+/quarantine(/.*)?|events/[0-9]+/(counts|incidents|board)(/.*)?))");

  private final CenterRole role;

  UnitDoor(CenterRole role) {
    this.role = role;
  }

  @ServerRequestFilter(preMatching = true)
  void check(ContainerRequestContext context) {
    if (role.unit().isPresent() && !HERE.matcher(context.getUriInfo().getPath()).matches()) {
      throw new Problem(
          404,
          "at-the-center",
          "This is a venue's unit: it shows boards and serves gates. Everything else is done at the"
              + " center.",
          List.of());
    }
  }
}
