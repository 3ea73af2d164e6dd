package org.stile.center.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/reference/api.md says what the code does. */
class ApiPageTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z]+:[a-z]+)` \\| ([a-z ,]*) \\|$", Pattern.MULTILINE);

  @Test
  void the_table_of_scopes_is_the_one_of_the_roles() throws IOException {
    var told = new TreeMap<String, TreeSet<String>>();
    ROW.matcher(Files.readString(Path.of("../docs/reference/api.md")))
        .results()
        .forEach(
            row -> told.put(row.group(1), new TreeSet<>(Arrays.asList(row.group(2).split(", ")))));
    var real = new TreeMap<String, TreeSet<String>>();
    for (Role role : Role.values()) {
      role.scopes()
          .forEach(
              scope ->
                  real.computeIfAbsent(scope, _ -> new TreeSet<>())
                      .add(role.title().toLowerCase(Locale.ROOT)));
    }
    assertThat(told).isEqualTo(real);
  }

  @Test
  void every_scope_is_some_roles() throws IllegalAccessException {
    var all = Role.scopesOf(Arrays.asList(Role.values()));
    for (var field : Scope.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        assertThat(all).contains((String) field.get(null));
      }
    }
  }
}
