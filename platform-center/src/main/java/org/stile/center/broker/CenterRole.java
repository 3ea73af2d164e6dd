package org.stile.center.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What this process is: the center, or a venue's unit, which follows one. */
@ApplicationScoped
public class CenterRole {
  /** {@code stile.role} of a venue unit. */
  public static final String VENUE = "venue";

  private final Optional<UnitBundle> unit;

  CenterRole(
      @ConfigProperty(name = "stile.role", defaultValue = "center") String role,
      @ConfigProperty(name = "stile.venue.bundle") Optional<String> bundle) {
    try {
      unit =
          role.equals(VENUE)
              ? Optional.of(UnitBundle.read(Path.of(bundle.orElseThrow())))
              : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The center's own, for its commands. */
  public static CenterRole center() {
    return new CenterRole("center", Optional.empty());
  }

  /** What a venue unit was enrolled with; empty at the center. */
  public Optional<UnitBundle> unit() {
    return unit;
  }
}
