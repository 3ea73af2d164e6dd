package org.stile.center.sellers;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.sellers.ChipLines.Kind;
import org.stile.center.sellers.ChipLines.Line;
import org.stile.center.web.Answer;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;
import org.stile.center.web.Writes;

/** Membership chips and blocked chips, for programs: lists as CSV (docs/how-to/allot.md). */
@Path("/api/v1/chips")
@RunOnVirtualThread
@RolesAllowed(Scope.ALLOTMENTS_WRITE)
public class ChipsApi {
  private static final String CSV = "text/csv";

  private final Database database;
  private final CurrentCaller caller;
  private final Writes writes;
  private final ChipLists lists;

  ChipsApi(Database database, CurrentCaller caller, Writes writes, ChipLists lists) {
    this.database = database;
    this.caller = caller;
    this.writes = writes;
    this.lists = lists;
  }

  /** Membership chips whose numbers begin with {@code begin}, at most 200. */
  @GET
  @Path("members")
  public List<ChipLists.Chip> members(@QueryParam("begin") @Nullable String begin) {
    return find(Kind.MEMBERS, begin);
  }

  /** Adds membership chips. */
  @POST
  @Path("members")
  @Consumes(CSV)
  public Response addMembers(byte[] text) {
    return put(Kind.MEMBERS, text, false);
  }

  /** Replaces the list of membership chips. */
  @PUT
  @Path("members")
  @Consumes(CSV)
  public Response replaceMembers(byte[] text) {
    return put(Kind.MEMBERS, text, true);
  }

  /** Takes a chip off the list of members. */
  @DELETE
  @Path("members/{chip}")
  public Response removeMember(@PathParam("chip") String chip) {
    return remove(Kind.MEMBERS, chip);
  }

  /** Blocked chips whose numbers begin with {@code begin}, at most 200. */
  @GET
  @Path("blocked")
  public List<ChipLists.Chip> blocked(@QueryParam("begin") @Nullable String begin) {
    return find(Kind.BLOCKED, begin);
  }

  /** Blocks chips: nothing is granted for them from now on. */
  @POST
  @Path("blocked")
  @Consumes(CSV)
  public Response addBlocked(byte[] text) {
    return put(Kind.BLOCKED, text, false);
  }

  /** Replaces the list of blocked chips. */
  @PUT
  @Path("blocked")
  @Consumes(CSV)
  public Response replaceBlocked(byte[] text) {
    return put(Kind.BLOCKED, text, true);
  }

  /** Unblocks a chip. */
  @DELETE
  @Path("blocked/{chip}")
  public Response removeBlocked(@PathParam("chip") String chip) {
    return remove(Kind.BLOCKED, chip);
  }

  private List<ChipLists.Chip> find(Kind kind, @Nullable String begin) {
    String wanted = Optional.ofNullable(begin).orElse("");
    return database.read(handle -> lists.find(handle, caller.get(), kind, wanted));
  }

  private Response put(Kind kind, byte[] text, boolean instead) {
    List<Line> lines = ChipLines.read(text, kind);
    return writes.once(
        text,
        handle ->
            Answer.ok(Map.of("chips", lists.put(handle, caller.get(), kind, lines, instead))));
  }

  private Response remove(Kind kind, String chip) {
    var chips = ChipLines.read(chip, kind).stream().map(Line::chip).toList();
    return writes.once(
        "DELETE",
        handle -> {
          if (lists.remove(handle, caller.get(), kind, chips) == 0) {
            throw Problem.notFound("chip on this list");
          }
          return Answer.ok(Map.of("removed", chip));
        });
  }
}
