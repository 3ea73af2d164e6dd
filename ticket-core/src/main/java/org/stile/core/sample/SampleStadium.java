package org.stile.core.sample;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.stile.core.id.GateId;
import org.stile.core.master.Gate;
import org.stile.core.master.Guidance;
import org.stile.core.master.SeatMap;
import org.stile.core.master.SeatMap.Block;
import org.stile.core.master.SeatMap.Run;
import org.stile.core.master.Zone;

/**
 * A stadium of four stands with three tiers each, and a terrace to stand on that takes whoever the
 * seats do not.
 *
 * @param seats how many places there are in all.
 * @param upperRows rows of a block in the upper tier.
 */
record SampleStadium(int seats, int upperRows) {
  static final int TERRACE_ZONE = 12;
  static final int AWAY_ZONE = 13;

  private static final int WHEELCHAIR_PLACES = 6;

  /** Sides of the pitch, clockwise. */
  private enum Stand {
    NORTH(0, "North", "Nord", "北", 8, 1),
    EAST(3, "East", "Ost", "東", 12, 2),
    SOUTH(6, "South", "Süd", "南", 8, 1),
    WEST(9, "West", "West", "西", 12, 2);

    private final int firstZone;
    private final String english;
    private final String german;
    private final String japanese;
    private final int blocks;
    private final int step; // Long sides number odd seats only: even ones are across the aisle.

    Stand(int firstZone, String english, String german, String japanese, int blocks, int step) {
      this.firstZone = firstZone;
      this.english = english;
      this.german = german;
      this.japanese = japanese;
      this.blocks = blocks;
      this.step = step;
    }

    String letter() {
      return english.substring(0, 1);
    }
  }

  /** Heights of a stand. */
  private enum Tier {
    LOWER(1, "lower tier", "Unterrang", "下段", 26, 20),
    MIDDLE(2, "middle tier", "Mittelrang", "中段", 20, 22),
    UPPER(3, "upper tier", "Oberrang", "上段", 0, 23);

    private final int level;
    private final String english;
    private final String german;
    private final String japanese;
    private final int rows;
    private final int seatsInFirstRow;

    Tier(int level, String english, String german, String japanese, int rows, int seatsInFirstRow) {
      this.level = level;
      this.english = english;
      this.german = german;
      this.japanese = japanese;
      this.rows = rows;
      this.seatsInFirstRow = seatsInFirstRow;
    }
  }

  SeatMap seatMap() {
    List<Block> blocks = new ArrayList<>();
    int seated = 0;
    for (Stand stand : Stand.values()) {
      for (Tier tier : Tier.values()) {
        for (int number = 1; number <= stand.blocks; number++) {
          Block block = block(stand, tier, number);
          blocks.add(block);
          seated += block.runs().stream().mapToInt(Run::count).sum();
        }
      }
    }
    var standing = new Run("", 0, 1, seats - seated, SampleEvent.TYPE_STANDING, false);
    blocks.add(new Block(Stand.SOUTH.english, "Terrace", TERRACE_ZONE, List.of(standing)));
    return new SeatMap(blocks);
  }

  private Block block(Stand stand, Tier tier, int number) {
    boolean away = stand == Stand.SOUTH && tier == Tier.UPPER && number > 5;
    boolean premium = stand == Stand.WEST && tier == Tier.MIDDLE;
    int type =
        away
            ? SampleEvent.TYPE_AWAY
            : premium ? SampleEvent.TYPE_PREMIUM : SampleEvent.TYPE_STANDARD;
    String name = stand.letter() + (tier.level * 100 + number);
    List<Run> runs = new ArrayList<>();
    int rows = tier == Tier.UPPER ? upperRows : tier.rows;
    for (int row = 1; row <= rows; row++) {
      // A stand is a bowl: every third row is one seat longer.
      int count = tier.seatsInFirstRow + row / 3;
      String label = tier == Tier.MIDDLE ? String.valueOf((char) ('A' + row - 1)) : "" + row;
      if (tier == Tier.LOWER && row == 1) {
        runs.add(
            new Run(label, 1, stand.step, WHEELCHAIR_PLACES, SampleEvent.TYPE_WHEELCHAIR, true));
        int first = 1 + WHEELCHAIR_PLACES * stand.step;
        runs.add(new Run(label, first, stand.step, count - WHEELCHAIR_PLACES, type, true));
      } else {
        runs.add(new Run(label, 1, stand.step, count, type, true));
      }
    }
    return new Block(stand.english, name, away ? AWAY_ZONE : zone(stand, tier), runs);
  }

  List<Zone> zones() {
    List<Zone> zones = new ArrayList<>();
    for (Stand stand : Stand.values()) {
      for (Tier tier : Tier.values()) {
        zones.add(
            new Zone(
                zone(stand, tier),
                stand.english + " " + tier.english,
                guidance(
                    "Go to the " + stand.english + " stand, " + tier.english + ".",
                    "Zur Tribüne " + stand.german + ", " + tier.german + ".",
                    stand.japanese + "スタンド " + tier.japanese + "へお進みください。")));
      }
    }
    zones.add(
        new Zone(
            TERRACE_ZONE,
            "South terrace",
            guidance(
                "Down the ramp to the South terrace.",
                "Die Rampe hinab zu den Stehplätzen Süd.",
                "スロープを下りて南立見席へお進みください。")));
    zones.add(
        new Zone(
            AWAY_ZONE,
            "Visiting supporters",
            guidance(
                "Stairs on your right to the visitors' block.",
                "Rechts die Treppe hinauf zum Gästeblock.",
                "右側の階段からビジター席へお進みください。")));
    return zones;
  }

  /** Seven gates a stand: four for lower and middle tier, two for the upper one, one for all. */
  List<Gate> gates() {
    List<Gate> gates = new ArrayList<>();
    for (Stand stand : Stand.values()) {
      Set<Integer> near = new HashSet<>(Set.of(zone(stand, Tier.LOWER), zone(stand, Tier.MIDDLE)));
      if (stand == Stand.SOUTH) {
        near.add(TERRACE_ZONE);
      }
      Set<Integer> all = new HashSet<>(near);
      all.add(zone(stand, Tier.UPPER));
      for (int number = 1; number <= 7; number++) {
        Set<Integer> served =
            number <= 4 ? near : number <= 6 ? Set.of(zone(stand, Tier.UPPER)) : all;
        gates.add(new Gate(new GateId(stand.letter().toLowerCase(Locale.ROOT) + number), served));
      }
    }
    gates.add(new Gate(new GateId("away"), Set.of(AWAY_ZONE)));
    return gates;
  }

  private static int zone(Stand stand, Tier tier) {
    return stand.firstZone + tier.level - 1;
  }

  private static Guidance guidance(String english, String german, String japanese) {
    return new Guidance(Map.of("en", english, "de", german, "ja", japanese));
  }
}
