package taskloom.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import taskloom.runner.CellOutcome.Raised;
import taskloom.runner.CellOutcome.Succeeded;

class InterpreterTest extends BenchFixture {
  @Test
  void keepsStateBetweenCells() throws Exception {
    try (var python = bench.open()) {
      python.execute("x = 20", CellListener.NONE);
      var result = python.execute("x += 1\nprint('中文')\nx * 2", CellListener.NONE);

      assertThat(result.outcome()).isEqualTo(new Succeeded());
      assertThat(Bench.text(result)).isEqualTo("中文\n42\n");
      assertThat(result.executionCount()).isEqualTo(2);
    }
  }

  @Test
  void showsATableAsTextAndAsHtml() throws Exception {
    try (var python = bench.open()) {
      var result =
          python.execute(
              "import pandas as pd\npd.DataFrame({'城市': ['北京', '上海'], 'n': [1, 2]})",
              CellListener.NONE);

      var table = (CellOutput.Shown) result.outputs().getLast();
      assertThat(table.result()).isTrue();
      assertThat(table.plain()).contains("北京").contains("城市");
      assertThat(table.data().get("text/html")).contains("<td>上海</td>");
    }
  }

  @Test
  void savesFiguresUnderStableNames() throws Exception {
    try (var python = bench.open()) {
      var first =
          python.execute(
              """
              import matplotlib.pyplot as plt
              plt.plot([1, 2]); plt.title('标题'); plt.show()
              plt.plot([3, 4]);
              """,
              CellListener.NONE);
      var second =
          python.execute("plt.plot([5]); plt.savefig('trend.png'); plt.show()", CellListener.NONE);

      assertThat(first.figures()).containsExactly("figure-001.png", "figure-002.png");
      assertThat(second.figures()).containsExactly("trend.png");
      assertThat(first.outputs())
          .filteredOn(CellOutput.Shown.class::isInstance)
          .extracting(output -> ((CellOutput.Shown) output).figure())
          .containsExactly("figure-001.png", "figure-002.png");
      assertThat(Bench.text(first))
          .doesNotContain("Glyph"); // matplotlib's word for a missing character
      try (var png = bench.workspace.read("figure-001.png")) {
        assertThat(png.stream().readNBytes(8)).startsWith(0x89, 'P', 'N', 'G');
      }
      python.restart();
      var third =
          python.execute(
              "import matplotlib.pyplot as plt\nplt.plot([1]); plt.show()", CellListener.NONE);
      assertThat(third.figures()).containsExactly("figure-003.png");
    }
  }

  @Test
  void drawsChineseWhateverFontTheCodeNames() throws Exception {
    try (var python = bench.open()) {
      var result =
          python.execute(
              """
              import matplotlib.pyplot as plt
              plt.rcParams['font.sans-serif'] = ['SimHei']
              plt.title('黑体'); plt.plot([-1, 1]); plt.show()
              plt.style.use('ggplot')
              plt.rcParams['font.family'] = 'Times New Roman'
              plt.title('宋体'); plt.plot([-1, 1]); plt.show()
              """,
              CellListener.NONE);

      assertThat(result.figures()).hasSize(2);
      assertThat(Bench.text(result)).doesNotContain("missing from");
    }
  }

  @Test
  void tellsAnErrorWithAPlainTraceback() throws Exception {
    try (var python = bench.open()) {
      var result =
          python.execute("def f():\n    return pandas.x\nprint('before')\nf()", CellListener.NONE);

      var raised = (Raised) result.outcome();
      assertThat(raised.name()).isEqualTo("NameError");
      assertThat(raised.value()).isEqualTo("name 'pandas' is not defined");
      assertThat(raised.traceback()).contains("f()").doesNotContain("\u001b").contains("NameError");
      assertThat(Bench.text(result)).isEqualTo("before\n");
      assertThat(python.alive()).isTrue();
    }
  }

  @Test
  void tellsOutputAsItComesAndInOrder() throws Exception {
    List<String> heard = new ArrayList<>();
    try (var python = bench.open()) {
      var result =
          python.execute(
              """
              import subprocess, sys
              print('one'); subprocess.run(['echo', 'two']); display('three')
              print('four', file=sys.stderr)
              """,
              output ->
                  heard.add(
                      switch (output) {
                        case CellOutput.Printed printed -> printed.text().strip();
                        case CellOutput.Shown shown -> shown.plain();
                        case CellOutput.LeftOut _ -> "";
                      }));

      assertThat(String.join("\n", heard).lines()).containsExactly("one", "two", "'three'", "four");
      assertThat(result.outputs()).hasSize(3); // neighbours joined
    }
  }

  @Test
  void saysThatNobodyAnswersInput() throws Exception {
    try (var python = bench.open()) {
      var result = python.execute("name = input('your name? ')", CellListener.NONE);

      assertThat(((Raised) result.outcome()).value()).contains("input() cannot be answered");
    }
  }

  @Test
  void runsShellLinesMagicsAndAwait() throws Exception {
    try (var python = bench.open()) {
      var result =
          python.execute(
              "%matplotlib inline\n!echo shell\nimport asyncio\nawait asyncio.sleep(0)\n7",
              CellListener.NONE);

      assertThat(Bench.text(result)).isEqualTo("shell\n7\n");
    }
  }

  @Test
  void replaysForTheStateAlone() throws Exception {
    try (var python = bench.open()) {
      var cell = "import matplotlib.pyplot as plt\nk = 7\nplt.plot([k]); plt.show()";
      python.execute(cell, CellListener.NONE);
      python.restart();

      assertThat(python.replay(cell).figures()).isEmpty();
      assertThat(Bench.text(python.execute("k", CellListener.NONE))).isEqualTo("7\n");
      assertThat(bench.workspace.list())
          .extracting(WorkspaceFile::path)
          .containsExactly("figure-001.png");
    }
  }

  /// Its modules and the runner's share a process, and no names.
  @Test
  void importsItsOwnModulesWhateverTheRunnersAreCalled() throws Exception {
    var names =
        RunnerProgram.FILES.stream()
            .map(file -> file.replaceAll(".*/|[.]py$", ""))
            .filter(name -> !name.startsWith("__"))
            .toList();
    for (var name : names) {
      bench.workspace.write(name + ".py", "mine = True".getBytes(UTF_8));
    }
    for (var name : List.of("taskloom_runner.py", "json.py", "runpy.py", "__main__.py")) {
      bench.workspace.write(
          name, "raise SystemExit('the runner has imported this')".getBytes(UTF_8));
    }
    try (var python = bench.open()) {
      var result =
          python.execute(
              "import sys, %s\nprint(all(sys.modules[name].mine for name in '%s'.split()))\nprint('/runner' in sys.path, sys.path[0] == '')"
                  .formatted(String.join(", ", names), String.join(" ", names)),
              CellListener.NONE);

      assertThat(result.outcome()).as("%s", result).isEqualTo(new Succeeded());
      assertThat(Bench.text(result)).isEqualTo("True\nFalse True\n");
    }
  }

  @Test
  void refusesCellsOnceClosed() throws Exception {
    var python = bench.open();
    python.close();

    assertThat(python.alive()).isFalse();
    assertThatThrownBy(() -> python.execute("1", CellListener.NONE))
        .isInstanceOf(RunnerFailure.class);
  }
}
