package org.stile.center.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.stile.center.broker.UnitEnrolments;
import org.stile.center.db.Database;
import org.stile.center.web.Problem;
import org.stile.core.Bytes;

/**
 * What a venue's unit must know. It has no account: the path holds a keyed hash that stands in the
 * file it was enrolled with.
 */
@Path("/api/v1/unit-files/{word: [0-9a-f]{32}}/{venue: \\d{1,16}}")
@RunOnVirtualThread
@PermitAll
public class UnitFactsResource {
  private final Database database;
  private final UnitFactsReader reader;
  private final UnitEnrolments enrolments;
  private final ObjectMapper json;

  public UnitFactsResource(
      Database database, UnitFactsReader reader, UnitEnrolments enrolments, ObjectMapper json) {
    this.database = database;
    this.reader = reader;
    this.enrolments = enrolments;
    this.json = json;
  }

  /** All of it, or 304 if it is as it was (RFC 9110 §13.1.2). */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Response facts(
      @PathParam("word") String word, @PathParam("venue") long venue, @Context Request request)
      throws JsonProcessingException {
    if (!MessageDigest.isEqual(
        word.getBytes(StandardCharsets.US_ASCII),
        enrolments.word(venue).getBytes(StandardCharsets.US_ASCII))) {
      throw Problem.notFound("file");
    }
    UnitFacts facts =
        database
            .readOneMoment(handle -> reader.of(handle, venue))
            .orElseThrow(() -> Problem.notFound("venue"));
    byte[] body = json.writeValueAsBytes(facts);
    var tag = new EntityTag(Bytes.copyOf(body).sha256().hex());
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    return (unchanged != null ? unchanged : Response.ok(body))
        .tag(tag)
        .header("Cache-Control", "no-cache")
        .build();
  }
}
