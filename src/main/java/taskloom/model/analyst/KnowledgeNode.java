package taskloom.model.analyst;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import taskloom.wire.Json;

/// A place in a knowledge file, read strictly: what is not of the shape asked for is an error that
/// names the place. The files are written in YAML; the build makes JSON of them, with every scalar
/// a string.
///
/// @param path such as `types/trip/label`
record KnowledgeNode(String path, JsonNode value) {

  /// Reads `analyst/NAME.json` from the class path.
  static KnowledgeNode file(String name) {
    try (InputStream in = KnowledgeNode.class.getResourceAsStream("/analyst/" + name + ".json")) {
      if (in == null) {
        throw new IllegalStateException("no knowledge file analyst/" + name + ".json");
      }
      return new KnowledgeNode(name, Json.trusted(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The child of that name; a missing one is there, holding nothing.
  KnowledgeNode at(String key) {
    return new KnowledgeNode(path + "/" + key, value.path(key));
  }

  boolean missing() {
    return value.isMissingNode() || value.isNull();
  }

  String string() {
    if (value.isTextual()) {
      return value.textValue();
    }
    throw wrong("a string");
  }

  String string(String otherwise) {
    return missing() ? otherwise : string();
  }

  double number() {
    return Double.parseDouble(string());
  }

  int integer(int otherwise) {
    return missing() ? otherwise : Integer.parseInt(string());
  }

  /// The children of a map in their order; none when it is missing.
  Map<String, KnowledgeNode> entries() {
    if (!missing() && !value.isObject()) {
      throw wrong("a map");
    }
    var children = new LinkedHashMap<String, KnowledgeNode>();
    value
        .properties()
        .forEach(child ->
            children.put(
                child.getKey(), new KnowledgeNode(path + "/" + child.getKey(), child.getValue())));
    return children;
  }

  /// The elements of a list; none when it is missing.
  List<KnowledgeNode> items() {
    var items = new ArrayList<KnowledgeNode>(value.size());
    for (JsonNode item : list()) {
      items.add(new KnowledgeNode(path + "/" + items.size(), item));
    }
    return items;
  }

  /// The elements of a list of strings; none when it is missing.
  List<String> strings() {
    var strings = new ArrayList<String>(value.size());
    for (JsonNode item : list()) {
      if (!item.isTextual()) {
        throw wrong("a list of strings");
      }
      strings.add(item.textValue());
    }
    return List.copyOf(strings);
  }

  private JsonNode list() {
    if (!missing() && !value.isArray()) {
      throw wrong("a list");
    }
    return value;
  }

  private IllegalStateException wrong(String expected) {
    return new IllegalStateException(path + " is not " + expected);
  }
}
