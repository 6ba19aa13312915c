package taskloom.playbook;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// Traditional characters and the simplified ones they are read as, place by place. Immutable.
record Script(String traditional, String simplified) {
  Script {
    if (traditional.length() != simplified.length()) {
      throw new IllegalStateException("words.yaml pairs characters unevenly");
    }
  }

  /// The table that ships with the playbook's words.
  static Script ofPlaybook() {
    try (InputStream stream = Templates.open("words.yaml")) {
      Map<String, Object> words = new Yaml(new SafeConstructor(new LoaderOptions())).load(stream);
      return new Script(
          String.valueOf(words.get("traditional")), String.valueOf(words.get("simplified")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A text for comparing, character for character as long as `text`.
  String simplify(String text) {
    var result = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int at = c < '一' ? -1 : traditional.indexOf(c);
      if (at >= 0) {
        result.setCharAt(i, simplified.charAt(at));
      }
    }
    return result.toString();
  }
}
