package taskloom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    var deepSeek = new Environment(Map.of("DEEPSEEK_API_KEY", "key"));
    ChatSettings.from(deepSeek.variables());
    var url = "http://localhost:11434";
    var ollama =
        new Environment(
            Map.of("TASKLOOM_MODEL_BASE_URL", url, "TASKLOOM_MODEL_NAME", "qwen2.5:7b"));
    ChatSettings.from(ollama.variables());
    var socket = new Environment(Map.of("TASKLOOM_SANDBOX", "socket"));
    new SandboxProbe(socket.variables()).probe();
    Stream.of(deepSeek, ollama, socket).forEach(each -> names.addAll(each.asked()));
    return names;
  }
}
