package taskloom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import taskloom.model.chat.ChatSettings;
import taskloom.modeling.ModelingSettings;
import taskloom.runner.SandboxProbe;
import taskloom.server.Environment;
import taskloom.server.Settings;

/// The README's tables of settings and the variables the code reads.
class ReadmeTest {
  private static final Pattern NAME = Pattern.compile("`([A-Z][A-Z0-9_]+)`");

  @Test
  void itNamesExactlyTheVariablesThatAreRead() throws IOException {
    assertThat(named()).isEqualTo(read());
  }

  /// Those in the first column of a table.
  private static Set<String> named() throws IOException {
    return Files.readAllLines(Path.of("README.md")).stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|")[1])
        .flatMap(cell -> NAME.matcher(cell).results().map((MatchResult found) -> found.group(1)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> read() {
    var environment = new Environment(Map.of());
    Settings.from(environment);
    ModelingSettings.from(environment);
    var names = new TreeSet<>(environment.asked());
    // Each way to a model asks for variables of its own.
    ChatSettings.from(new Recording(names, Map.of("DEEPSEEK_API_KEY", "key")));
    var url = "http://localhost:11434";
    ChatSettings.from(
        new Recording(
            names, Map.of("TASKLOOM_MODEL_BASE_URL", url, "TASKLOOM_MODEL_NAME", "qwen2.5:7b")));
    new SandboxProbe(new Recording(names, Map.of("TASKLOOM_SANDBOX", "socket"))).probe();
    return names;
  }

  /// An environment that notes every name it is asked for.
  private static final class Recording extends AbstractMap<String, String> {
    private final Set<String> names;
    private final Map<String, String> variables;

    Recording(Set<String> names, Map<String, String> variables) {
      this.names = names;
      this.variables = variables;
    }

    @Override
    public String get(Object name) {
      names.add((String) name);
      return variables.get(name);
    }

    @Override
    public String getOrDefault(Object name, String otherwise) {
      names.add((String) name);
      return variables.getOrDefault(name, otherwise);
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
      return variables.entrySet();
    }
  }
}
