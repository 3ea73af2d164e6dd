package org.stile.center.sellers;

import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;

/** The scripts of the map screen, so that its page asks for all of them at once. */
@Named("mapModules")
@Singleton
public class MapModules {
  private static final List<String> NAMES =
      List.of(
          "api",
          "blitter",
          "floor",
          "glyphs",
          "grid",
          "hits",
          "input",
          "minimap",
          "model",
          "panel",
          "ranges",
          "selection",
          "tools",
          "view");

  MapModules() {}

  public List<String> names() {
    return NAMES;
  }
}
