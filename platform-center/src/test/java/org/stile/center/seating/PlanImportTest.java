package org.stile.center.seating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stile.center.web.Problem;

class PlanImportTest {
  private static final String GOOD =
      """
      {"format":"stile-seat-plan","version":1,
       "types":[{"number":0,"name":"Seat","colour":"#0072b2","shape":"SQUARE"}],
       "blocks":[{"stand":"North","name":"A","zone":0,"rows":[
         {"name":"1","runs":[{"first":1,"count":3,"type":0,"line":{"x":0,"y":0,"dx":50,"dy":0}}]},
         {"name":"2","runs":[{"first":1,"count":3,"type":0,"line":{"x":0,"y":80,"dx":50,"dy":0}}]}
       ]}]}
      """;

  private static final String TABLE =
      "stand,block,zone,row,seat,type,x,y\nN,A,0,1,1,Seat,0,0\nN,A,0,1,2,Seat,50,0\n";

  private static Problem refused(byte[] content) {
    return catchThrowableOfType(Problem.class, () -> PlanFormat.read(content, 0));
  }

  private static List<String> places(String content) {
    return refused(content.getBytes(StandardCharsets.UTF_8)).errors().stream()
        .map(Problem.FieldError::at)
        .toList();
  }

  private static SeatPlan read(String content) {
    return PlanFormat.read(content.getBytes(StandardCharsets.UTF_8), 0);
  }

  @Test
  void what_is_right_is_read() {
    assertThat(read(GOOD).size()).isEqualTo(6);
    assertThat(read(TABLE).size()).isEqualTo(2);
    assertThat(read("\uFEFF" + TABLE.replace(',', ';').replace("\n", "\r\n")).size()).isEqualTo(2);
  }

  /** Each line: a part of the good document, what stands there instead, where the error is. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"first\":1,\"count\":3 | \"first\":-1,\"count\":3 | blocks[0].rows[0].runs[0].first",
        "\"first\":1,\"count\":3 | \"first\":1.5,\"count\":3 | blocks[0].rows[0].runs[0].first",
        "\"first\":1,\"count\":3 | \"first\":99999999999999999999,\"count\":3 | blocks[0].rows[0].runs[0].first",
        "\"first\":1,\"count\":3 | \"first\":1,\"count\":0 | blocks[0].rows[0].runs[0].count",
        "\"first\":1,\"count\":3 | \"count\":3 | blocks[0].rows[0].runs[0].first",
        "\"first\":1,\"count\":3 | \"first\":1,\"step\":0,\"count\":3 | blocks[0].rows[0].runs[0].step",
        "\"first\":1,\"count\":3 | \"first\":1,\"step\":-1,\"count\":3 | blocks[0].rows[0].runs[0].count",
        "\"first\":1,\"count\":3 | \"first\":1,\"first\":1,\"count\":3 | blocks[0].rows[0].runs[0].first",
        "\"count\":3,\"type\":0 | \"count\":3,\"type\":5 | blocks[0].rows[0].runs[0].type",
        "\"count\":3,\"type\":0 | \"count\":3,\"type\":0,\"price\":1 | blocks[0].rows[0].runs[0].price",
        "\"dx\":50 | \"dx\":1e999 | blocks[0].rows[0].runs[0].line.dx",
        "\"dx\":50 | \"dx\":\"50\" | blocks[0].rows[0].runs[0].line.dx",
        "\"name\":\"2\" | \"name\":\"1\" | blocks[0].rows[1].name",
        "\"name\":\"A\" | \"name\":\"\" | blocks[0].name",
        "\"name\":\"A\" | \"name\":\"a\\u202eb\" | blocks[0].name",
        "\"name\":\"A\" | \"name\":\"a\\u0000b\" | blocks[0].name",
        "\"zone\":0 | \"zone\":256 | blocks[0].zone",
        "\"zone\":0, | `` | blocks[0].zone",
        "\"colour\":\"#0072b2\" | \"colour\":\"red\" | types[0].colour",
        "\"shape\":\"SQUARE\" | \"shape\":\"STAR\" | types[0].shape",
        "stile-seat-plan | other-plan | format",
        "\"version\":1 | \"version\":2 | version",
      })
  void one_wrong_thing_in_our_json_is_named_by_its_path(String part, String wrong, String at) {
    assertThat(GOOD).contains(part);
    assertThat(
            places(
                GOOD.replaceFirst(
                    java.util.regex.Pattern.quote(part),
                    java.util.regex.Matcher.quoteReplacement(wrong))))
        .contains(at);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "N,A,0,1,2,Seat,50,0 | N,A,0,1,1,Seat,50,0 | row 3, column seat",
        "N,A,0,1,2,Seat,50,0 | N,A,0,1,x,Seat,50,0 | row 3, column seat",
        "N,A,0,1,2,Seat,50,0 | N,A,0,1,1.5,Seat,50,0 | row 3, column seat",
        "N,A,0,1,2,Seat,50,0 | N,A,1,1,2,Seat,50,0 | row 3, column zone",
        "N,A,0,1,2,Seat,50,0 | N,,0,1,2,Seat,50,0 | row 3, column block",
        "N,A,0,1,2,Seat,50,0 | N,A,0,1,2,,50,0 | row 3, column type",
        "N,A,0,1,2,Seat,50,0 | N,A,0,1,2,Seat,NaN,0 | row 3, column x",
        "N,A,0,1,2,Seat,50,0 | N,A,0,1,2,Seat,50,Infinity | row 3, column y",
        "N,A,0,1,2,Seat,50,0 | N,A,0,1,2,Seat,50,0,7 | row 3",
        "N,A,0,1,2,Seat,50,0 | N,\"A,0,1,2,Seat,50,0 | row 3",
        "stand,block | block,block | row 1, column 2",
        "stand,block | stand,sector | row 1, column 2",
        "stand,block,zone | stand,block | row 1",
      })
  void one_wrong_thing_in_a_table_is_named_by_row_and_column(String part, String wrong, String at) {
    assertThat(TABLE).contains(part);
    assertThat(places(TABLE.replace(part, wrong))).contains(at);
  }

  @Test
  void all_errors_are_told_at_once_but_no_more_than_a_hundred() {
    assertThat(places(TABLE + "N,A,x,1,3,Seat,y,0\nN,A,0,1,4,,0,z\n"))
        .containsExactly(
            "row 4, column zone", "row 4, column x", "row 5, column type", "row 5, column y");
    assertThat(places(TABLE + "N,A,x,1,3,Seat,y,0\n".repeat(1_000))).hasSize(100);
    assertThat(places(GOOD.replace("\"count\":3", "\"count\":-3"))).hasSizeGreaterThan(1);
  }

  @Test
  void other_encodings_are_named() {
    for (String encoding : List.of("UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32")) {
      assertThat(refused(GOOD.getBytes(Charset.forName(encoding))).detail())
          .as(encoding)
          .contains("UTF-16");
    }
    byte[] latin = TABLE.replace("N,A,0,1,2", "N,Ä,0,1,2").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(refused(latin).errors().getFirst().at()).isEqualTo("line 3");
    assertThat(refused(new byte[0]).detail()).contains("empty");
  }

  @Test
  void deep_nests_and_long_texts_end_early() {
    assertThat(places("[".repeat(1_000_000))).isNotEmpty();
    assertThat(places("{\"blocks\":" + "[".repeat(1_000_000))).isNotEmpty();
    assertThat(places("{\"format\":\"" + "x".repeat(5_000_000) + "\"}")).isNotEmpty();
    assertThat(places("{\"blocks\":[{\"rows\":" + "{\"a\":".repeat(100) + "1")).isNotEmpty();
    // More zones than there may be blocks: the first too many ends it.
    assertThat(places("{\"zones\":[" + "{},".repeat(5_000_000) + "{}]}")).containsExactly("zones");
    assertThat(places("block,zone,row,seat,type,x,y\n" + "x".repeat(5_000_000))).isNotEmpty();
    assertThat(places("block,zone,row,seat,type,x,y\n" + ",".repeat(5_000_000))).isNotEmpty();
  }

  @Test
  void an_import_of_32_megabytes_of_rows_ends_with_a_clear_word_within_bounds() {
    var rows = new StringBuilder("block,zone,row,seat,type,x,y\n");
    for (int seat = 0; rows.length() < 30_000_000; seat++) {
      rows.append("A,0,").append(seat / 100).append(',').append(seat % 100).append(",Seat,0,0\n");
    }
    long start = System.nanoTime();
    Problem problem = refused(rows.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(problem.errors().getLast().message()).contains("200000 seats");
    assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
  }

  @Test
  void a_hundred_thousand_seats_are_read_from_every_format() throws java.io.IOException {
    SeatPlan stadium = SampleStadium.plan(100_000);
    for (PlanFormat format : PlanFormat.values()) {
      var out = new java.io.ByteArrayOutputStream();
      format.write(stadium, "Stadium", out);
      assertThat(out.size()).isLessThan(PlanFormat.LENGTH_MAX);
      SeatPlan read = PlanFormat.read(out.toByteArray(), 0);
      assertThat(read.seatMap().size()).isEqualTo(100_000);
      assertThat(FlatSeat.asPretixSays(read)).isEqualTo(FlatSeat.asPretixSays(stadium));
    }
  }

  @Test
  void a_foreign_pretix_plan_is_scaled_to_seats_and_has_aisles_where_it_has_gaps() {
    String seats = "";
    int[] xs = {0, 25, 50, 120, 145};
    for (int i = 0; i < xs.length; i++) {
      seats +=
          (i > 0 ? "," : "")
              + "{\"seat_guid\":\"g%d\",\"seat_number\":\"%d\",\"position\":{\"x\":%d,\"y\":0},\"category\":\"Stalls\"}"
                  .formatted(i, i + 1, xs[i]);
    }
    SeatPlan plan =
        PlanFormat.read(
            """
            {"name":"Hall","categories":[{"name":"Stalls","color":"red"}],"zones":[{"name":"Ground",
            "position":{"x":0,"y":0},"rows":[{"row_number":"A","seats":[%s]}]}]}
            """
                .formatted(seats)
                .getBytes(StandardCharsets.UTF_8),
            7);
    assertThat(plan.blocks().getFirst().zone()).isEqualTo(7);
    var runs = plan.blocks().getFirst().rows().getFirst().runs();
    assertThat(runs).hasSize(2);
    assertThat(runs.get(1).aisle()).isTrue();
    assertThat(Positions.of(plan).x(1)).isEqualTo(50);
  }

  @Test
  void a_pretix_seat_of_an_unknown_category_or_with_no_number_in_its_label_is_named() {
    String plan =
        """
        {"name":"Hall","categories":[{"name":"Stalls"}],"zones":[{"name":"Ground",
        "position":{"x":0,"y":0},"rows":[{"row_number":"A","seats":[
        {"seat_guid":"a","seat_number":"1/a","position":{"x":0,"y":0},"category":"Balcony"}]}]}]}
        """;
    assertThat(places(plan))
        .containsExactly(
            "zones[0].rows[0].seats[0].seat_number", "zones[0].rows[0].seats[0].category");
  }
}
