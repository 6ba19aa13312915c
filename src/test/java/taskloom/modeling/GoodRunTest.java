package taskloom.modeling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.agents.ModelingRequest.Format;
import taskloom.agents.ModelingRequest.Template;
import taskloom.agents.TokenLedger;
import taskloom.task.TaskStatus;

/// A whole run that goes well: the order of its messages, and what it leaves behind.
class GoodRunTest {
  @TempDir Path folder;

  @Test
  void fromAProblemToFourArtifacts() throws Exception {
    try (var workshop = new Workshop(folder, new Team())) {
      var task = workshop.submit(Format.LATEX);
      var end = workshop.ended(task);

      assertThat(workshop.told(task))
          .containsExactly(
              "system",
              "progress 0.0",
              "Coordinator start",
              "Coordinator working",
              "Coordinator done",
              "progress 0.03",
              "Modeler start",
              "Modeler working",
              "Modeler done",
              "progress 0.1",
              "Coder start",
              "Coder working",
              "  code ok",
              "Coder done",
              "progress 0.2333",
              "Writer start",
              "Writer working",
              "Writer done",
              "progress 0.3",
              "Coder start",
              "Coder working",
              "  code ok",
              "Coder done",
              "progress 0.4333",
              "Writer start",
              "Writer working",
              "  文献检索 in_progress",
              "  文献检索 completed",
              "Writer done",
              "progress 0.5",
              "Coder start",
              "Coder working",
              "  code ok",
              "Coder done",
              "progress 0.6333",
              "Writer start",
              "Writer working",
              "Writer done",
              "progress 0.7",
              "Writer start",
              "Writer working",
              "Writer done",
              "progress 0.74",
              "Writer start",
              "Writer working",
              "Writer done",
              "progress 0.78",
              "Writer start",
              "Writer working",
              "Writer done",
              "progress 0.82",
              "Writer start",
              "Writer working",
              "Writer done",
              "progress 0.86",
              "Writer start",
              "Writer working",
              "Writer done",
              "progress 0.9",
              "Writer start",
              "Writer working",
              "Writer done",
              "progress 0.94",
              "Writer start",
              "  生成文件 completed",
              "  生成文件 completed",
              "  生成文件 completed",
              "  生成文件 completed",
              "Writer done",
              "progress 0.99",
              "progress 1.0",
              "success");
      assertThat(end.status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(workshop.messages(task).getLast().path("result_files"))
          .extracting(file -> file.asText())
          .containsExactly("notebook.ipynb", "res.md", "res.docx", "res.tex");
      assertThat(end.usage().promptTokens()).isEqualTo(10L * workshop.model.requests().size());
      var track = TokenLedger.of(workshop.checkpoints(task).get(TokenLedger.CHECKPOINT));
      assertThat(track.toJson().path("CoordinatorAgent").path("total_tokens").asInt())
          .isEqualTo(15);
      assertThat(track.total()).isEqualTo(end.usage());
      assertThat(track.totalCost()).isPositive();
      assertThat(workshop.library.asked()).singleElement().asString().contains("search=linear");

      paper(workshop.text(task, "res.md"));
      word(workshop.file(task, "res.docx"));
      latex(workshop.text(task, "res.tex"));
      notebook(workshop.file(task, "notebook.ipynb"));
    }
  }

  @Test
  void anAmericanPaperIsInEnglish() throws Exception {
    try (var workshop = new Workshop(folder, new Team())) {
      var task = workshop.submit(Format.MARKDOWN, Template.AMERICAN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(workshop.text(task, "res.md"))
          .contains("## Summary", "### Question 1", "### Sensitivity Analysis", "## References");
      assertThat(workshop.model.requests().getLast().body().path("messages").path(0).toString())
          .contains("in English");
    }
  }

  private static void paper(String paper) {
    assertThat(paper.lines().filter(line -> line.startsWith("## ")))
        .containsExactly(
            "## 摘要",
            "## 问题重述",
            "## 问题分析",
            "## 模型假设",
            "## 符号说明",
            "## 模型建立与求解",
            "## 模型评价与推广",
            "## 参考文献",
            "## 附录");
    assertThat(paper)
        .contains("![销量与拟合](fit.png)", "得到结果 [1]。", "\n[1] A. Legendre, C. F. Gauss. Least squares")
        .doesNotContain("none.png", "W99", "[3]");
  }

  private static void word(byte[] docx) throws Exception {
    var names = new ArrayList<String>();
    var document = "";
    try (var zip = new ZipInputStream(new ByteArrayInputStream(docx))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
        if (entry.getName().equals("word/document.xml")) {
          document = new String(zip.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
    }
    assertThat(names).filteredOn(name -> name.startsWith("word/media/")).hasSize(1);
    // One in each of the six sections and the two other parts, and the question's own.
    assertThat(document.split("<m:oMath>", -1)).hasSize(9 + 1);
    assertThat(document).contains("<pic:pic", "TOC \\o");
  }

  private static void latex(String tex) {
    assertThat(tex)
        .contains(
            "{ctexart}", "\\includegraphics{fit.png}", "\\tableofcontents", "\\(y = kx + b\\)")
        .endsWith("\\end{document}\n");
  }

  /// Debian's own nbformat is the judge.
  private void notebook(byte[] notebook) throws Exception {
    var file = folder.resolve("checked.ipynb");
    Files.write(file, notebook);
    var script =
        """
        import base64, nbformat, sys
        notebook = nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT)
        nbformat.validate(notebook)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        outputs = [output for cell in code for output in cell.outputs]
        pictures = [output for output in outputs if output.output_type == "display_data"]
        assert base64.b64decode(pictures[0].data["image/png"]).startswith(b"\\x89PNG")
        print(notebook.nbformat, notebook.nbformat_minor, len(code), len(pictures), outputs[0].text.strip())
        """;
    var process =
        new ProcessBuilder(
                List.of("/usr/bin/python3", "-W", "ignore", "-c", script, file.toString()))
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said.strip()).isEqualTo("4 5 3 1 rows 5");
  }
}
