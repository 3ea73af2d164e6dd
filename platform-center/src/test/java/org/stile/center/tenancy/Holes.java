package org.stile.center.tenancy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Places of a JSON document that hold a value, and the document with something else there. */
final class Holes {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of a list, the first ones: the others are of the same kind. */
  private static final int OF_LIST_MAX = 2;

  /** A word that no document has. */
  private static final String MARK = "\u0001mark\u0001";

  private Holes() {}

  /** How many places there are. */
  static int of(JsonNode document) {
    return places(document).size();
  }

  /**
   * The document with another value in one of its places.
   *
   * @param value JSON, or what only looks like it: no node of a document can hold 1e400.
   */
  static String filled(String document, int place, String value) throws JsonProcessingException {
    JsonNode whole = JSON.readTree(document);
    places(whole).get(place).accept(MARK);
    return JSON.writeValueAsString(whole).replace(JSON.writeValueAsString(MARK), value);
  }

  private static List<Consumer<String>> places(JsonNode node) {
    var places = new ArrayList<Consumer<String>>();
    collect(node, places);
    return places;
  }

  private static void collect(JsonNode node, List<Consumer<String>> places) {
    if (node instanceof ObjectNode object) {
      var names = new TreeSet<String>();
      object.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        places.add(value -> object.put(name, value));
        collect(object.get(name), places);
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < Math.min(OF_LIST_MAX, array.size()); i++) {
        int at = i;
        places.add(value -> array.set(at, JSON.getNodeFactory().textNode(value)));
        collect(array.get(i), places);
      }
    }
  }
}
