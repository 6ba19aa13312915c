package taskloom.model.analyst;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/// A place in a knowledge file, read strictly: what is not of the shape asked for is an error that
/// names the place.
///
/// @param path such as `types.yaml/trip/label`
record YamlNode(String path, @Nullable Object value) {

  /// Reads `analyst/FILE` from the class path. Every scalar stays a string: `on`, `3` and dates are
  /// what is written there.
  static YamlNode file(String file) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    var dumper = new DumperOptions();
    var yaml =
        new Yaml(
            new SafeConstructor(options), new Representer(dumper), dumper, options, new Strings());
    try (InputStream in = YamlNode.class.getResourceAsStream("/analyst/" + file)) {
      if (in == null) {
        throw new IllegalStateException("no knowledge file analyst/" + file);
      }
      return new YamlNode(file, yaml.load(new InputStreamReader(in, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The child of that name; a missing one is there, holding nothing.
  YamlNode at(String key) {
    return new YamlNode(path + "/" + key, value instanceof Map<?, ?> map ? map.get(key) : null);
  }

  boolean missing() {
    return value == null;
  }

  String string() {
    if (value instanceof String text) {
      return text;
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
  Map<String, YamlNode> entries() {
    var children = new LinkedHashMap<String, YamlNode>();
    switch (value) {
      case null -> {}
      case Map<?, ?> map ->
          map.keySet().forEach(key -> children.put((String) key, at((String) key)));
      default -> throw wrong("a map");
    }
    return children;
  }

  /// The elements of a list; none when it is missing.
  List<YamlNode> items() {
    return switch (value) {
      case null -> List.of();
      case List<?> list ->
          IntStream.range(0, list.size())
              .mapToObj(i -> new YamlNode(path + "/" + i, list.get(i)))
              .toList();
      default -> throw wrong("a list");
    };
  }

  List<String> strings() {
    return items().stream().map(YamlNode::string).toList();
  }

  private IllegalStateException wrong(String expected) {
    return new IllegalStateException(path + " is not " + expected);
  }

  /// Resolves nothing: plain scalars are strings.
  private static final class Strings extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      // none on purpose
    }
  }
}
