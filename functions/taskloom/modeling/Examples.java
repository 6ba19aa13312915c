package taskloom.modeling;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import taskloom.agents.ModelingRequest.Template;

/// The built-in problems: `examples.yaml` names them, a folder each holds `problem.txt` and the
/// data.
public final class Examples {
  private static final String FOLDER = "/examples/";

  private final List<Example> examples;

  private Examples(List<Example> examples) {
    this.examples = List.copyOf(examples);
  }

  /// Those in the jar.
  public static Examples read() {
    var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    var examples = new ArrayList<Example>();
    try (var in = open("examples.yaml")) {
      List<Map<String, Object>> entries = yaml.load(in);
      for (var entry : entries) {
        @SuppressWarnings("unchecked")
        var files = (List<String>) entry.get("files");
        examples.add(
            new Example(
                String.valueOf(entry.get("name")),
                String.valueOf(entry.get("title")),
                Template.valueOf(String.valueOf(entry.get("comp_template"))),
                files == null ? List.of() : files));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Examples(examples);
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

  /// One of its data files.
  static InputStream open(Example example, String file) throws IOException {
    return open(example.name() + "/" + file);
  }

  private static InputStream open(String path) throws IOException {
    var in = Examples.class.getResourceAsStream(FOLDER + path);
    if (in == null) {
      throw new IOException("the jar has no " + FOLDER + path);
    }
    return in;
  }
}
