package taskloom.playbook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import taskloom.wire.Json;

/// The playbook's Python as cells of one session. The code of a template is never edited: what
/// varies stands before it, as one literal that is JSON and Python at once. Immutable, safe from
/// any thread.
public final class Templates {
  private static final ObjectWriter PRETTY = Json.mapper().writerWithDefaultPrettyPrinter();

  private Templates() {}

  /// The cells that open a session, to be run once and in order before any template.
  public static List<String> opening() {
    return List.of("WORDS = " + words() + "\n\n" + source("reading.py"), source("toolbox.py"));
  }

  /// The cell of one template, `regression` say, with its `PARAMS`.
  ///
  /// @throws IllegalArgumentException when `params` holds true, false or null, which JSON and
  ///   Python spell differently
  public static String cell(String template, JsonNode params) {
    try {
      requirePython(params);
      return "PARAMS = " + PRETTY.writeValueAsString(params) + "\n\n" + source(template + ".py");
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

  private static String source(String file) {
    try (InputStream stream = open(file)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
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
