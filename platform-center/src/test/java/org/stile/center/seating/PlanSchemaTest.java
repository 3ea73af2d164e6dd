package org.stile.center.seating;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.center.web.Problem;

/** The schema says the same as the reader, but for what no schema can say. */
class PlanSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchema SCHEMA = schema();

  private static final String GOOD =
      """
      {"format":"stile-seat-plan","version":1,"types":[{"number":0,"name":"Seat"}],
       "blocks":[{"name":"A","zone":0,"rows":[{"name":"1","runs":[
         {"first":1,"count":3,"type":0,"line":{"x":0,"y":0,"dx":50,"dy":0}}]}]}]}
      """;

  private static JsonSchema schema() {
    try (InputStream in =
        PlanSchemaTest.class.getResourceAsStream(
            "/META-INF/resources/schema/seat-plan.schema.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static boolean valid(String document) throws IOException {
    return SCHEMA.validate(JSON.readTree(document)).isEmpty();
  }

  private static boolean read(String document) {
    try {
      PlanJson.read(document.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return true;
    } catch (Problem e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 80_000})
  void what_the_center_writes_follows_the_schema(int seats) throws IOException {
    assertThat(valid(PlanJsonWriter.text(SampleStadium.plan(seats)))).isTrue();
    assertThat(valid(GOOD)).isTrue();
    assertThat(read(GOOD)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"first\":1, => ",
        "\"first\":1, => \"numbered\":true,",
        "\"count\":3, => ",
        "\"type\":0, => ",
        "\"count\":3 => \"count\":0",
        "\"count\":3 => \"count\":\"3\"",
        "\"first\":1, => \"first\":1,\"step\":0,",
        "\"first\":1, => \"first\":1,\"step\":11,",
        "\"first\":1, => \"first\":1,\"area\":{\"x\":0,\"y\":0,\"width\":1,\"height\":1},",
        "\"line\":{\"x\":0,\"y\":0,\"dx\":50,\"dy\":0} => \"area\":{\"x\":0,\"y\":0,\"width\":1,\"height\":1}",
        ",\"dy\":0 => ",
        "\"zone\":0 => \"zone\":256",
        "\"zone\":0, => ",
        "\"name\":\"A\" => \"name\":\"\"",
        "\"name\":\"Seat\" => \"name\":\"Seat\",\"price\":3",
        "\"name\":\"Seat\" => \"name\":\"Seat\",\"colour\":\"red\"",
        "\"name\":\"Seat\" => \"name\":\"Seat\",\"shape\":\"STAR\"",
        "stile-seat-plan => other",
        "\"version\":1 => \"version\":2",
      })
  void what_breaks_it_is_refused_by_schema_and_reader_alike(String change) throws IOException {
    String[] sides = change.split(" => ", 2);
    assertThat(GOOD).contains(sides[0]);
    String document =
        GOOD.replaceFirst(Pattern.quote(sides[0]), Matcher.quoteReplacement(sides[1]));
    assertThat(valid(document)).as("schema").isFalse();
    assertThat(read(document)).as("reader").isFalse();
  }

  @Test
  void the_document_in_the_reference_is_a_plan() throws IOException {
    String page =
        java.nio.file.Files.readString(java.nio.file.Path.of("../docs/reference/seat-plan.md"));
    Matcher example = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(example.find()).isTrue();
    assertThat(valid(example.group(1))).isTrue();
    assertThat(read(example.group(1))).isTrue();
    Matcher table = Pattern.compile("```\n(stand,.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(table.find()).isTrue();
    byte[] csv = table.group(1).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(PlanCsv.read(csv).size()).isEqualTo(503);
  }
}
