package org.stile.center.seating;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.stile.center.seating.SeatPlan.Block;
import org.stile.center.seating.SeatPlan.Place;
import org.stile.center.seating.SeatPlan.Run;
import org.stile.center.seating.SeatPlan.SeatType;

/**
 * A plan as an SVG picture. Seats on lines are one dashed line a run, so that a stadium takes some
 * hundred kilobytes and no seat an element of its own.
 */
final class PlanPicture {
  private static final int MARGIN = 300;
  private static final int SEAT = 38;

  private final SeatPlan plan;
  private final Positions positions;
  private final Map<Integer, SeatType> types;
  private final StringBuilder svg = new StringBuilder(1 << 16);
  private int left = Integer.MAX_VALUE;
  private int top = Integer.MAX_VALUE;
  private int right = Integer.MIN_VALUE;
  private int bottom = Integer.MIN_VALUE;

  private PlanPicture(SeatPlan plan) {
    this.plan = plan;
    positions = Positions.of(plan);
    types = plan.types().stream().collect(Collectors.toMap(SeatType::number, Function.identity()));
  }

  /** The picture as text. */
  static String svg(SeatPlan plan) {
    try {
      return new PlanPicture(plan).draw();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String draw() throws IOException {
    for (int i = 0; i < positions.size(); i++) {
      left = Math.min(left, positions.x(i));
      top = Math.min(top, positions.y(i));
      right = Math.max(right, positions.x(i));
      bottom = Math.max(bottom, positions.y(i));
    }
    int width = right - left + 2 * MARGIN;
    int height = bottom - top + 2 * MARGIN;
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"")
        .append("%d %d %d %d".formatted(left - MARGIN, top - MARGIN, width, height))
        .append("\" font-family=\"sans-serif\" text-anchor=\"middle\">");
    int first = 0;
    for (Block block : plan.blocks()) {
      seats(block, first);
      first += block.size();
    }
    labels(Math.max(width, height));
    return svg.append("</svg>").toString();
  }

  /** The seats of a block: one path for each type and distance. */
  private void seats(Block block, int first) throws IOException {
    Map<String, StringBuilder> paths = new LinkedHashMap<>();
    int seat = first;
    for (SeatPlan.Row row : block.rows()) {
      for (Run run : row.runs()) {
        run(paths, run, seat);
        seat += run.count();
      }
    }
    paths.forEach(
        (style, path) ->
            svg.append("<path ").append(style).append(" d=\"").append(path).append("\"/>"));
  }

  private void run(Map<String, StringBuilder> paths, Run run, int first) {
    String colour = colour(run);
    switch (run.place()) {
      case Place.Line(int x, int y, double dx, double dy) when run.count() > 1 && dx + dy != 0 -> {
        double gap = Math.hypot(dx, dy);
        long seat = Math.max(1, Math.min(SEAT, Math.round(gap * 0.76)));
        String style =
            "fill=\"none\" stroke=\"%s\" stroke-width=\"%d\" stroke-dasharray=\"%d %d\""
                .formatted(colour, seat, seat, Math.round(gap - seat));
        // A dash begins half a seat before its seat.
        double back = seat / 2.0 / gap;
        long length = run.count() - 1L;
        paths
            .computeIfAbsent(style, _ -> new StringBuilder())
            .append(
                "M%d %dL%d %d"
                    .formatted(
                        Math.round(x - dx * back),
                        Math.round(y - dy * back),
                        Math.round(x + dx * (length + back)),
                        Math.round(y + dy * (length + back))));
      }
      case Place.Area(int x, int y, int width, int height) ->
          paths
              .computeIfAbsent(
                  "fill=\"%s\" fill-opacity=\"0.45\" stroke=\"%s\" stroke-width=\"20\""
                      .formatted(colour, colour),
                  _ -> new StringBuilder())
              .append("M%d %dh%dv%dh-%dz".formatted(x, y, width, height, width));
      case Place.Line _, Place.Points _ -> {
        StringBuilder path =
            paths.computeIfAbsent("fill=\"%s\"".formatted(colour), _ -> new StringBuilder());
        for (int i = first; i < first + run.count(); i++) {
          path.append(
              "M%d %dh%dv%dh-%dz"
                  .formatted(
                      positions.x(i) - SEAT / 2, positions.y(i) - SEAT / 2, SEAT, SEAT, SEAT));
        }
      }
    }
  }

  private String colour(Run run) {
    SeatType type = types.get(run.type());
    return type == null ? "#444444" : type.colour();
  }

  private void labels(int size) {
    // Names are drawn where they can be told apart: not on plans of a great many blocks.
    int height = Math.max(40, size / 110);
    List<Block> blocks = plan.blocks();
    if (blocks.size() > 400) {
      return;
    }
    svg.append(
        "<g font-size=\"%d\" font-weight=\"bold\" fill=\"#111\" stroke=\"#fff\" stroke-width=\"%d\" paint-order=\"stroke\">"
            .formatted(height, Math.max(1, height / 4)));
    int first = 0;
    for (Block block : blocks) {
      long x = 0;
      long y = 0;
      for (int i = first; i < first + block.size(); i++) {
        x += positions.x(i);
        y += positions.y(i);
      }
      svg.append(
          "<text x=\"%d\" y=\"%d\">%s</text>"
              .formatted(x / block.size(), y / block.size() + height / 3, escaped(block.name())));
      first += block.size();
    }
    svg.append("</g>");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
