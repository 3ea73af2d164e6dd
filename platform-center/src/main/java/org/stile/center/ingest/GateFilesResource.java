package org.stile.center.ingest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.stile.center.db.Database;
import org.stile.center.masters.MasterDeltas;
import org.stile.center.masters.Served;
import org.stile.center.web.Problem;
import org.stile.core.Bytes;

/**
 * Masters as gates fetch them. A gate has no account: the path itself, which it was told over its
 * own connection, lets it in ({@link GateFiles}).
 */
@Path(GateFiles.ROOT + "{word}/{event: \\d{1,10}}/{version: \\d{1,16}}")
@RunOnVirtualThread
@PermitAll
public class GateFilesResource {
  private final Database database;
  private final MasterDeltas deltas;
  private final GateFiles files;

  public GateFilesResource(Database database, MasterDeltas deltas, GateFiles files) {
    this.database = database;
    this.deltas = deltas;
    this.files = files;
  }

  /** One version of a master, whole. */
  @GET
  @Produces(Served.COSE)
  public Response master(
      @PathParam("word") String word,
      @PathParam("event") long event,
      @PathParam("version") long version,
      @Context Request request,
      @Context HttpHeaders headers) {
    check(word, event);
    return Served.of(signed(event, version), request, headers);
  }

  /** What leads to that version from an earlier one. */
  @GET
  @Path("from/{from: \\d{1,16}}")
  @Produces(Served.COSE)
  public Response delta(
      @PathParam("word") String word,
      @PathParam("event") long event,
      @PathParam("version") long version,
      @PathParam("from") long from,
      @Context Request request,
      @Context HttpHeaders headers) {
    check(word, event);
    signed(event, version);
    Bytes delta = database.read(handle -> deltas.between(handle, event, from, version));
    return Served.of(delta, request, headers);
  }

  private void check(String word, long event) {
    if (!files.opens(word, event)) {
      throw Problem.notFound("file");
    }
  }

  private Bytes signed(long event, long version) {
    Optional<byte[]> signed =
        database.read(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT signed FROM master_version
                        WHERE event_id = :event AND version = :version
                        """)
                    .bind("event", event)
                    .bind("version", version)
                    .mapTo(byte[].class)
                    .findOne());
    return Bytes.copyOf(
        signed.orElseThrow(() -> Problem.notFound("version of this master, or no longer")));
  }
}
