package org.stile.center.seating;

import java.util.List;
import org.stile.center.seating.SeatPlan.Shape;

/**
 * Colours and shapes of types that name none. The colours are those Okabe and Ito chose to be told
 * apart by colour-blind people, darkened where they would not stand out 3:1 from white (WCAG 2.2,
 * 1.4.11).
 */
final class Palette {
  private static final List<String> COLOURS =
      List.of(
          "#0072b2", "#b85400", "#00785a", "#a6528a", "#6a6a00", "#1a7aa8", "#8c5a00", "#444444");

  private static final List<Shape> SHAPES = List.of(Shape.values());

  private Palette() {}

  /** The colour of the type that comes as number {@code index}. */
  static String colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  /** The shape of the type that comes as number {@code index}. */
  static Shape shape(int index) {
    // Not the same period as the colours: 24 types differ in one or the other.
    return SHAPES.get((index + index / COLOURS.size()) % SHAPES.size());
  }
}
