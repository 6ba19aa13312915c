package taskloom.modeling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskloom.agents.ModelingRequest;
import taskloom.agents.ModelingRequest.Format;
import taskloom.agents.ModelingRequest.Template;
import taskloom.agents.Words;
import taskloom.playbook.Templates;
import taskloom.task.Task;
import taskloom.task.TaskStatus;
import taskloom.wire.Json;

/// Whole runs without a model: the built-in examples, and a problem in English. Each is run once,
/// and looked at by several tests.
class PlaybookRunTest {
  private static final Pattern SEPARATOR = Pattern.compile("\\|(?: :?-+:? \\|)+");

  @TempDir static Path folder;
  private static Workshop workshop;
  private static final Map<String, Task> RUNS = new LinkedHashMap<>();

  @BeforeAll
  static void submitAll() throws Exception {
    workshop = Workshop.ofPlaybook(folder, new Works(200, "Ridge regression for everyone"));
    for (var example : Examples.read().all()) {
      RUNS.put(example.name(), workshop.submit(request(example), data(example)));
    }
    RUNS.put("rents", workshop.submit(rents(), Map.of("rents.csv", rentsData())));
  }

  @AfterAll
  static void stop() throws Exception {
    workshop.close();
  }

  private static ModelingRequest request(Example example) throws IOException {
    return new ModelingRequest(
        Examples.problem(example), Template.CHINA, Format.MARKDOWN, example.name());
  }

  /// Under the names that they have in a task's folder.
  private static Map<String, byte[]> data(Example example) throws IOException {
    var files = new LinkedHashMap<String, byte[]>();
    for (var file : example.files().entrySet()) {
      try (var content = Examples.open(example, file.getValue())) {
        files.put(file.getKey(), content.readAllBytes());
      }
    }
    return files;
  }

  private static ModelingRequest rents() {
    return new ModelingRequest(
        """
        Rents in a small town

        The file rents.csv lists flats with their area, number of rooms, distance to the centre and monthly rent.

        Question 1: Build a regression model that explains the rent and say which factors matter most.

        Question 2: Write a letter to the mayor that summarises the history of the town.
        """,
        Template.AMERICAN,
        Format.LATEX,
        "");
  }

  /// Rents that follow area and distance, with a little that follows nothing.
  private static byte[] rentsData() {
    var csv = new StringBuilder("area_m2,rooms,distance_km,rent_eur\n");
    for (int i = 0; i < 80; i++) {
      int area = 30 + (i * 37) % 90;
      int rooms = 1 + area / 30;
      double distance = (i * 13 % 50) / 5.0;
      long rent = Math.round(150 + 9.5 * area - 22 * distance + (i * 29 % 17) * 4);
      csv.append(area).append(',').append(rooms).append(',').append(distance);
      csv.append(',').append(rent).append('\n');
    }
    return csv.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Task ended(String name) {
    var task = workshop.ended(RUNS.get(name));
    assertThat(task.status())
        .as(() -> String.join("\n", workshop.told(task)))
        .isEqualTo(TaskStatus.COMPLETED);
    return task;
  }

  @ParameterizedTest
  @ValueSource(strings = {"electricity-forecast", "city-evaluation", "project-optimisation"})
  void anExampleIsSolvedAndWritten(String name) throws Exception {
    var task = ended(name);
    var last = workshop.messages(task).getLast();
    assertThat(last.path("content").asText()).isEqualTo("任务完成");
    assertThat(last.path("result_files"))
        .extracting(file -> file.asText())
        .containsExactly("notebook.ipynb", "res.md", "res.docx");
    var progress =
        workshop.messages(task).stream()
            .filter(message -> message.has("progress"))
            .map(message -> message.path("progress").asDouble())
            .toList();
    assertThat(progress).isSorted().endsWith(1.0);

    var paper = workshop.text(task, "res.md");
    assertThat(paper.lines().filter(line -> !line.isBlank()).skip(2).findFirst())
        .hasValueSatisfying(line -> assertThat(line).contains("没有语言模型参与"));
    assertThat(paper.substring(0, paper.indexOf("\n## 附录")))
        .contains("taskloom-playbook", "### 问题1")
        .doesNotContain("未能求解", "null");
    assertThat(paper.split("!\\[", -1)).hasSizeGreaterThan(3);
    everyNumberInATableWasComputed(task, paper);
  }

  @Test
  void aProblemInEnglishGetsAnEnglishPaperAndWhatNeedsAModelIsSaidSo() throws Exception {
    var task = ended("rents");
    var told = workshop.messages(task);
    assertThat(told.getLast().path("content").asText())
        .isEqualTo("The task is finished; not solved: ques2");
    assertThat(told)
        .allSatisfy(message -> assertThat(said(message)).doesNotContainPattern("[一-鿿]"));
    assertThat(workshop.told(task)).containsOnlyOnce("Coder error");
    assertThat(told)
        .anySatisfy(
            message -> assertThat(message.path("content").asText()).contains("needs a model"));

    var paper = workshop.text(task, "res.md");
    assertThat(paper)
        .contains("## Summary\n\n> No language model took part in this paper")
        .contains("'rent\\_eur' was modelled by ridge regression")
        .contains("This part could not be solved", "| ridge regression (linear) \\* |")
        .contains(
            "On the method see [1].",
            "\n[1] A. Legendre, C. F. Gauss. Ridge regression for everyone.")
        .contains("### Strengths", "### Limitations");
    assertThat(withoutAppendix(paper)).doesNotContainPattern("[一-鿿]");
    assertThat(workshop.text(task, "res.tex"))
        .contains("\\includegraphics")
        .endsWith("\\end{document}\n");
  }

  @Test
  void onlyWorksThatAreAboutTheMethodAreCited() throws Exception {
    assertThat(workshop.text(ended("city-evaluation"), "res.md")).contains("没有引用检索到的文献");
  }

  /// The notebook begins with what the Modeler ran, so that it runs by itself.
  @Test
  void theNotebookHoldsEverythingThatItsCellsNeed() throws Exception {
    var notebook = Json.trusted(workshop.file(ended("city-evaluation"), "notebook.ipynb"));
    var code = new ArrayList<String>();
    for (var cell : notebook.path("cells")) {
      if (cell.path("cell_type").asText().equals("code")) {
        code.add(cell.path("source").toString());
      }
    }
    int opening = Templates.opening().size();
    assertThat(code).hasSize(opening + 2 + 5);
    assertThat(code.getFirst()).contains("WORDS = ");
    assertThat(code.subList(0, opening))
        .anySatisfy(cell -> assertThat(cell).contains("def run(params, template)"));
    assertThat(code.get(opening)).contains("run(PARAMS, profile)");
    assertThat(code.getLast()).contains("run(PARAMS, sensitivity)");
  }

  /// The code in the appendix, run by a Python of its own on the data alone, finds what the task
  /// found.
  @Test
  void theCodeInTheAppendixRunsAsPrinted(@TempDir Path elsewhere) throws Exception {
    var task = ended("city-evaluation");
    var paper = workshop.text(task, "res.md");
    var code =
        Pattern.compile("(?s)```python\n(.*?)\n```")
            .matcher(paper.substring(paper.indexOf("\n## 附录")))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(code).hasSizeGreaterThan(3);
    for (var file : data(Examples.read().find("city-evaluation").orElseThrow()).entrySet()) {
      Files.write(elsewhere.resolve(file.getKey()), file.getValue());
    }
    Files.writeString(elsewhere.resolve("printed.py"), String.join("\n\n", code));
    var builder =
        new ProcessBuilder("/usr/bin/python3", "printed.py")
            .directory(elsewhere.toFile())
            .redirectErrorStream(true)
            .redirectOutput(elsewhere.resolve("said").toFile());
    builder.environment().put("MPLCONFIGDIR", elsewhere.toString());
    var process = builder.start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(elsewhere.resolve("said"))).isZero();
    for (var part : parts(paper)) {
      var result = "results/" + part + ".json";
      assertThat(withoutTime(Files.readString(elsewhere.resolve(result))))
          .isEqualTo(withoutTime(workshop.text(task, result)));
    }
  }

  private static String withoutTime(String result) {
    return result.replaceAll("\"seconds\": [\\d.]+", "");
  }

  /// What a message says, without the code and without the one name that is published.
  private static String said(JsonNode message) {
    return ((ObjectNode) message).without("code").toString().replace(Words.LITERATURE, "");
  }

  private static String withoutAppendix(String paper) {
    return paper.substring(0, paper.indexOf("\n## Appendix"));
  }

  /// The cells of the paper's tables are texts of the results.
  private static void everyNumberInATableWasComputed(Task task, String paper) throws Exception {
    var results = new StringBuilder();
    for (var part : parts(paper)) {
      results.append(workshop.text(task, "results/" + part + ".json"));
    }
    int cells = 0;
    var lines = paper.lines().toList();
    for (int i = 1; i < lines.size(); i++) {
      if (!SEPARATOR.matcher(lines.get(i)).matches()) {
        continue;
      }
      for (int j = i + 1; j < lines.size() && lines.get(j).startsWith("| "); j++) {
        for (var cell : lines.get(j).split(" \\| |^\\| | \\|$")) {
          if (cell.matches("-?\\d+(\\.\\d+)?%?")) {
            assertThat(results).contains("\"" + cell + "\"");
            cells++;
          }
        }
      }
    }
    assertThat(cells).isGreaterThan(30);
  }

  private static List<String> parts(String paper) {
    var parts = new ArrayList<>(List.of("eda", "sensitivity_analysis"));
    for (int i = 1; paper.contains("### 问题" + i); i++) {
      parts.add("ques" + i);
    }
    return parts;
  }
}
