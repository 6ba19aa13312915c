package taskloom.playbook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import taskloom.wire.Json;

/// The playbook's Python as cells of one session. A template is a function of its name, in the file
/// of its name; what consists of several files, and in which order, says `playbook/files.json`. The
/// code of a template is never edited: what varies stands before it, as one literal that is JSON
/// and Python at once, and its call after it. Immutable, safe from any thread.
public final class Templates {
  private static final ObjectWriter PRETTY = Json.mapper().writerWithDefaultPrettyPrinter();

  private Templates() {}

  /// The cells that open a session, one for each file, to be run once and in order before any
  /// template.
  public static List<String> opening() {
    var cells = new ArrayList<>(sources("opening"));
    cells.set(0, "WORDS = " + words() + "\n\n" + cells.getFirst());
    return List.copyOf(cells);
  }

  /// The one cell of a template, `regression` say: its `PARAMS`, its files, its call.
  ///
  /// @throws IllegalArgumentException when `params` holds true, false or null, which JSON and
  ///   Python spell differently
  public static String cell(String template, JsonNode params) {
    try {
      requirePython(params);
      var blocks = new ArrayList<>(sources(template));
      blocks.addFirst("PARAMS = " + PRETTY.writeValueAsString(params));
      blocks.addLast("run(PARAMS, " + template + ")\n");
      return String.join("\n\n", blocks);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The word lists of `words.yaml` as one JSON object, a line per list.
  static String words() {
    try (InputStream stream = open("words.yaml")) {
      Map<String, Object> words = new Yaml(new SafeConstructor(new LoaderOptions())).load(stream);
      return words.entrySet().stream()
          .map(list -> "  " + Json.text(list.getKey()) + ": " + Json.text(list.getValue()))
          .collect(Collectors.joining(",\n", "{\n", "\n}"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> sources(String name) {
    var sources = new ArrayList<String>();
    for (var file : Json.trusted(read("files.json")).path(name)) {
      sources.add(source(file.asText()));
    }
    return sources.isEmpty() ? List.of(source(name)) : sources;
  }

  private static String source(String file) {
    return new String(read(file + ".py"), StandardCharsets.UTF_8);
  }

  private static byte[] read(String file) {
    try (InputStream stream = open(file)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static InputStream open(String file) throws IOException {
    var stream = Templates.class.getResourceAsStream("/playbook/" + file);
    if (stream == null) {
      throw new FileNotFoundException("no resource playbook/" + file);
    }
    return stream;
  }

  private static void requirePython(JsonNode node) {
    if (node.isBoolean() || node.isNull()) {
      throw new IllegalArgumentException("PARAMS must hold no true, false or null");
    }
    node.forEach(Templates::requirePython);
  }
}
