package org.stile.center.register;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.web.CsvCell;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Scope;
import org.stile.core.master.SeatMap;

/** The ticket register for programs and spreadsheets (docs/reference/tickets-api.md). */
@Path("/api/v1/events/{event}/register")
@RunOnVirtualThread
@RolesAllowed(Scope.REGISTER_READ)
public class RegisterResource {
  private static final int PORTION = 5_000;

  private final Database database;
  private final Register register;
  private final CurrentCaller callers;

  public RegisterResource(Database database, Register register, CurrentCaller callers) {
    this.database = database;
    this.register = register;
    this.callers = callers;
  }

  /**
   * A part of the register.
   *
   * @param counts of all seats the caller sees, by state.
   * @param next where the next part begins; empty: this was the last.
   */
  public record Part(List<RegisterEntry> seats, Map<String, Long> counts, Optional<Integer> next) {}

  /** Seats of an event, in the order of its plan. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Part seats(
      @PathParam("event") long id,
      @QueryParam("from") @DefaultValue("0") int from,
      @QueryParam("limit") @DefaultValue("100") int limit,
      @QueryParam("state") @Nullable String state,
      @QueryParam("q") @Nullable String words) {
    return database.read(
        handle -> {
          Register.Event event = register.event(handle, callers.get(), id);
          SeatMap seats = register.seats(handle, event);
          var filter = RegisterFilter.read(seats, from, limit, state, words);
          List<RegisterEntry> page = register.page(handle, event, seats, filter);
          return new Part(page, register.counts(handle, event), next(page, limit));
        });
  }

  /** Where to go on after a page. */
  static Optional<Integer> next(List<RegisterEntry> page, int limit) {
    return page.size() < limit ? Optional.empty() : Optional.of(page.getLast().seat() + 1);
  }

  /** All seats as a table. */
  @GET
  @Path("table.csv")
  @Produces("text/csv")
  public Response table(@PathParam("event") long id) {
    Register.Event event = database.read(handle -> register.event(handle, callers.get(), id));
    StreamingOutput rows = to -> write(event, to);
    return Response.ok(rows)
        .type("text/csv; charset=UTF-8")
        .header("Content-Disposition", "attachment; filename=\"register-" + id + ".csv\"")
        .build();
  }

  private void write(Register.Event event, OutputStream to) throws IOException {
    var text = new OutputStreamWriter(to, StandardCharsets.UTF_8);
    try (var csv = new CSVPrinter(text, CSVFormat.RFC4180)) {
      csv.printRecord(
          "seat", "place", "type", "state", "seller", "request", "chip", "ticket", "since");
      int from = 0;
      while (from >= 0) {
        from = write(event, from, csv);
      }
    }
  }

  /** Writes one portion; where the next begins, -1 if there is none. */
  private int write(Register.Event event, int from, CSVPrinter csv) throws IOException {
    List<RegisterEntry> page =
        database.read(
            handle ->
                register.page(
                    handle,
                    event,
                    register.seats(handle, event),
                    RegisterFilter.all(from, PORTION)));
    for (RegisterEntry entry : page) {
      csv.printRecord(
          entry.seat(),
          CsvCell.safe(entry.place()),
          entry.type(),
          entry.state(),
          CsvCell.safe(entry.seller().orElse("")),
          text(entry.request()),
          entry.chip().orElse(""),
          text(entry.ticket()),
          text(entry.since()));
    }
    return next(page, PORTION).orElse(-1);
  }

  private static String text(Optional<?> value) {
    return value.map(Object::toString).orElse("");
  }
}
