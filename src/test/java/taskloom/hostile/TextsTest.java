package taskloom.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskloom.agents.Figure;
import taskloom.agents.Work;
import taskloom.agents.artifact.Citations;
import taskloom.agents.artifact.Images;
import taskloom.agents.artifact.Paper;
import taskloom.playbook.ProblemReader;

/// What reads a stranger's or a model's text takes four times as long for four times the text. Time
/// is that of the thread's own work, the least of several, and compared with itself alone.
class TextsTest {
  private static final int SMALL = 1 << 15;

  /// In nanoseconds; below it a measurement says nothing. What takes a step for each pair of
  /// characters takes longer.
  private static final long TOO_SHORT = 30_000_000;

  private static final ProblemReader READER = ProblemReader.ofPlaybook();
  private static final Figure FIGURE = new Figure("a.png", "a");
  private static final Work WORK = new Work("W1", "One", List.of("A"), 2001, "J", null, "");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        " ",
        "\t",
        "　",
        "#",
        "# ",
        "###### ",
        "#\n",
        "- ",
        "-\n",
        "1. ",
        "1.",
        "1.\n",
        "*",
        "* ",
        "**",
        "_",
        "> ",
        ">",
        "> > ",
        "(",
        "( ",
        "()",
        "(1",
        "（一）",
        "[",
        "[ ",
        "[]",
        "[[",
        "](",
        "[x](",
        "![",
        "![a",
        "![](",
        "![a](b ",
        "![a](b \"",
        "![](a){",
        "![[",
        "!",
        "<",
        "<img ",
        "<img",
        "<a ",
        "\\",
        "\\(",
        "\\)",
        "\\\\(",
        "\\[",
        "\\]",
        "\\\\]",
        "\\begin{equation}",
        "\\begin{align}x",
        "\\end{align}",
        "\\begin{",
        "\\label{",
        "\\label{\\nonumber",
        "\\includegraphics{",
        "\\includegraphics[",
        "$",
        "$ ",
        "$$",
        "$$ ",
        "$ x",
        "$x=",
        "$a $b",
        "`",
        "``",
        "```",
        "```\n",
        "~~~\n",
        "````\n```\n",
        "`a",
        "` \n",
        "|",
        "| a | b |\n",
        "|-|-|\n",
        "[@",
        "[@W1",
        "[@W1;",
        "[@W1; ",
        "@W1",
        "[a@",
        "[1",
        "[1-",
        "[1]",
        "^[1]",
        "[1]:",
        "\n[1] ",
        "参考文献",
        "第",
        "第 ",
        "第1问",
        "问题",
        "问题1",
        "问题 ",
        "q",
        "q ",
        "q.",
        "question 1 ",
        "Question 1: ",
        "Question 1: forecast. ",
        "\n1. forecast",
        "一",
        "十",
        "一、",
        "①",
        "①②",
        "附件",
        "\n附件",
        "注",
        "。",
        "a.",
        "a。",
        "forecast. ",
        "预测未来3个月。",
        "下一二三",
        "1111",
        "1年各月",
        "next ",
        "next three",
        "a\u0301",
        "a\u0301\u0323\u0327",
        "\u0301\u0323",
        "\u202e",
        "\u200b",
        "\u200f\u202a",
        "ﷺ",
        "👨\u200d",
        "\u0001",
        "x",
        "x ",
        "的",
        "的x",
        "{",
        "{}",
        "}"
      })
  void readersAreLinear(String unit) {
    linear("paper", unit, text -> Paper.checked(text, List.of(FIGURE), Set.of("W1")));
    linear("citations", unit, text -> new Citations(List.of(WORK)).numbered(text));
    linear("images", unit, text -> new Images(text).all());
    linear("problem", unit, READER::read);
    linear(
        "problem, one question",
        unit,
        text -> READER.read("Question 1: forecast the sales." + text));
  }

  private static void linear(String what, String unit, Consumer<String> reader) {
    for (var tail : List.of("", "x\u0001")) {
      long small = time(reader, unit.repeat(SMALL / unit.length()) + tail);
      if (small < TOO_SHORT) {
        continue;
      }
      long large = time(reader, unit.repeat(4 * SMALL / unit.length()) + tail);
      assertThat(large / (double) small).as("%s of %s", what, unit).isLessThan(10);
    }
  }

  private static long time(Consumer<String> reader, String text) {
    var threads = ManagementFactory.getThreadMXBean();
    var times = new ArrayList<Long>();
    for (int i = 0; i < 3; i++) {
      long begun = threads.getCurrentThreadCpuTime();
      reader.accept(text);
      times.add(threads.getCurrentThreadCpuTime() - begun);
      if (times.getLast() < TOO_SHORT) {
        break;
      }
    }
    return times.stream().mapToLong(Long::longValue).min().orElseThrow();
  }
}
