package org.stile.center.masters;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.stile.center.db.Database;
import org.stile.center.keys.KeySets;
import org.stile.center.web.Problem;
import org.stile.core.Bytes;
import org.stile.core.trust.RootKey;

/**
 * The signed key set, and the root it is signed by: public, since both say only what anyone may
 * know.
 */
@Path("/api/v1/key-set")
@RunOnVirtualThread
public class KeySetResource {
  private final Database database;
  private final KeySets keySets;

  public KeySetResource(Database database, KeySets keySets) {
    this.database = database;
    this.keySets = keySets;
  }

  /** The key set in force. */
  @GET
  @PermitAll
  @Produces(Served.COSE)
  public Response keySet(@Context Request request, @Context HttpHeaders headers) {
    Bytes signed =
        database
            .read(keySets::newest)
            .orElseThrow(() -> Problem.notFound("key set yet; see docs/how-to/keys.md"))
            .bytes();
    return Served.of(signed, request, headers);
  }

  /**
   * A root key, to compare with what a gate was flashed with; never to be learned from here.
   *
   * @param publicKey hexadecimal.
   */
  public record Root(int id, String algorithm, String publicKey) {
    static Root of(RootKey root) {
      return new Root(root.id(), root.key().algorithm().name(), root.key().encoded().hex());
    }
  }

  /** The root keys this center goes by. */
  @GET
  @Path("roots")
  @PermitAll
  @Produces(MediaType.APPLICATION_JSON)
  public List<Root> roots() {
    return database.read(keySets::roots).stream().map(Root::of).toList();
  }
}
