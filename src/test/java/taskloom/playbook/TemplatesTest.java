package taskloom.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.wire.Json;

/// The templates with the Python that runs them: what they find in data whose answer is known is
/// asserted in `src/test/python`, one process for all of it.
class TemplatesTest {
  @TempDir Path folder;

  @Test
  void theParametersStandBeforeTheTemplateAsALiteral() throws Exception {
    var cell =
        Templates.cell("eda", Json.parse("{\"part\":\"eda\",\"table\":\"销\\\"量.csv\",\"k\":3}"));
    assertThat(cell).startsWith("PARAMS = {").contains("销\\\"量.csv", "run(PARAMS, eda)");
  }

  @Test
  void aTemplateOfSeveralFilesIsOneCellThatEndsInItsCall() throws Exception {
    assertThat(Templates.cell("optimisation", Json.parse("{\"part\":\"ques1\"}")))
        .startsWith("PARAMS = {")
        .contains("def optimisation(", "class Programme:", "def solve_rows(")
        .endsWith("\n\n\nrun(PARAMS, optimisation)\n");
  }

  @Test
  void whatPythonSpellsDifferentlyIsRefused() {
    assertThatThrownBy(() -> Templates.cell("eda", Json.parse("{\"a\":[true]}")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theOpeningCellsAndATemplateRunAsTheyAre() throws Exception {
    Files.writeString(folder.resolve("data.csv"), "城市,人口\n北京,2189.5\n上海,2487.2\n广州,1867.9\n");
    var params =
        Json.parse(
            "{\"part\":\"profile\",\"template\":\"profile\",\"lang\":\"zh\",\"files\":[\"data.csv\"]}");
    var script = folder.resolve("session.py");
    Files.writeString(
        script,
        String.join("\n\n", Templates.opening()) + "\n\n" + Templates.cell("profile", params));
    assertThat(python(folder, script.toString())).isEqualTo(0);
    var result = Json.trusted(Files.readAllBytes(folder.resolve("results/profile.json")));
    assertThat(result.path("status").asText()).isEqualTo("ok");
    assertThat(result.at("/values/tables/0/columns/1/name").asText()).isEqualTo("人口");
  }

  @Test
  void everyTemplateFindsWhatIsKnownToBeInTheData() throws Exception {
    assertThat(python(Path.of("src/test/python"), "-B", "-m", "unittest", "-b")).isEqualTo(0);
  }

  /// Runs Python in a folder with its output on ours; gives the exit status.
  private int python(Path where, String... arguments) throws Exception {
    var words = folder.resolve("words.json");
    Files.writeString(words, Templates.words());
    var command = new java.util.ArrayList<String>(List.of("/usr/bin/python3"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(new File(where.toString())).inheritIO();
    builder.environment().put("PLAYBOOK_WORDS", words.toString());
    builder.environment().put("MPLCONFIGDIR", folder.toString());
    var process = builder.start();
    try {
      assertThat(process.waitFor(15, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return process.exitValue();
  }
}
