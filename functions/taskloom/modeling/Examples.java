package taskloom.modeling;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import taskloom.agents.ModelingRequest.Template;
import taskloom.wire.Json;

/// The built-in problems: `examples.json` names them, a folder each holds `problem.txt` and the
/// data. The data's Chinese names are in there: names of resources are ASCII, which every tool and
/// locale can read.
public final class Examples {
  private static final String FOLDER = "/examples/";

  private final List<Example> examples;

  private Examples(List<Example> examples) {
    this.examples = List.copyOf(examples);
  }

  /// Those in the jar.
  public static Examples read() {
    try (var in = open("examples.json")) {
      return new Examples(
          Json.trusted(in.readAllBytes()).valueStream().map(Examples::example).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Example example(JsonNode entry) {
    var files = new LinkedHashMap<String, String>();
    entry
        .required("files")
        .properties()
        .forEach(file -> files.put(file.getKey(), file.getValue().asText()));
    return new Example(
        entry.required("name").asText(),
        entry.required("title").asText(),
        Template.valueOf(entry.required("comp_template").asText()),
        files);
  }

  List<Example> all() {
    return examples;
  }

  Optional<Example> find(String name) {
    return examples.stream().filter(example -> example.name().equals(name)).findFirst();
  }

  /// The problem's text.
  static String problem(Example example) throws IOException {
    try (var in = open(example.name() + "/problem.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// One of its data files, by the resource's name.
  static InputStream open(Example example, String resource) throws IOException {
    return open(example.name() + "/" + resource);
  }

  private static InputStream open(String path) throws IOException {
    var in = Examples.class.getResourceAsStream(FOLDER + path);
    if (in == null) {
      throw new IOException("the jar has no " + FOLDER + path);
    }
    return in;
  }
}
