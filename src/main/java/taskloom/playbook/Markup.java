package taskloom.playbook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import taskloom.agents.Figure;
import taskloom.agents.artifact.MarkdownText;

/// Markdown of texts that may hold anything, such as the names of the data's columns.
final class Markup {
  /// What would begin a list where it stands at the beginning of a paragraph.
  private static final Pattern LIST = Pattern.compile("^(\\d+)([.)])(?=\\s|$)|^([-+])(?=\\s)");

  private static final Pattern NUMBER =
      Pattern.compile("^(?:[<≈]?[-−+]?(?:[\\d,]*+\\.)?[\\d,]*\\d(?:e[-+]?\\d+)?%?|–|)$");

  private Markup() {}

  /// A paragraph of plain text.
  static String paragraph(String text) {
    return LIST.matcher(MarkdownText.escaped(text)).replaceFirst("$1\\\\$2$3");
  }

  /// Every line that is not blank as a paragraph.
  static String paragraphs(String text) {
    return text.lines()
        .filter(line -> !line.isBlank())
        .map(Markup::paragraph)
        .collect(Collectors.joining("\n\n"));
  }

  static String bold(String text) {
    return text.isBlank() ? "" : "**" + MarkdownText.escaped(text) + "**";
  }

  static String heading(String text) {
    return "### " + text;
  }

  static String bullets(List<String> items) {
    return items.stream().map(item -> "- " + paragraph(item)).collect(Collectors.joining("\n"));
  }

  static String numbered(List<String> items) {
    return IntStream.range(0, items.size())
        .mapToObj(i -> (i + 1) + ". " + paragraph(items.get(i)))
        .collect(Collectors.joining("\n"));
  }

  /// The blocks that hold anything, with blank lines between them.
  static String blocks(List<String> blocks) {
    return blocks.stream().filter(block -> !block.isBlank()).collect(Collectors.joining("\n\n"));
  }

  /// A formula of its own, with what it is before it.
  static String formula(JsonNode formula) {
    var latex = formula.path("latex").asText().strip();
    var text = paragraph(formula.path("text").asText());
    return latex.isEmpty() ? "" : text + "\n\n$$" + oneLine(latex) + "$$";
  }

  private static String oneLine(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" "));
  }

  static String figure(Figure figure) {
    return "![" + MarkdownText.escaped(figure.caption()) + "](<" + figure.file() + ">)";
  }

  /// A result's table with its caption; columns of numbers are set to the right.
  static String table(JsonNode table) {
    var columns = TemplateResult.strings(table.path("columns"));
    var rows = new ArrayList<List<String>>();
    table.path("rows").forEach(row -> rows.add(TemplateResult.strings(row)));
    if (columns.isEmpty() || rows.isEmpty()) {
      return "";
    }
    return bold(table.path("caption").asText()) + "\n\n" + table(columns, rows, true);
  }

  /// A table of cells.
  ///
  /// @param plain whether the cells are plain text, not Markdown
  static String table(List<String> columns, List<List<String>> rows, boolean plain) {
    var text = new StringBuilder(row(columns, true)).append('\n');
    for (int i = 0; i < columns.size(); i++) {
      text.append(isNumeric(rows, i) ? "| ---: " : "| :--- ");
    }
    text.append("|");
    rows.forEach(row -> text.append('\n').append(row(row, plain)));
    return text.toString();
  }

  private static boolean isNumeric(List<List<String>> rows, int column) {
    return rows.stream()
        .allMatch(row -> column < row.size() && NUMBER.matcher(row.get(column)).matches());
  }

  private static String row(List<String> cells, boolean plain) {
    return cells.stream()
        .map(cell -> plain ? MarkdownText.escaped(cell) : cell)
        .collect(Collectors.joining(" | ", "| ", " |"));
  }
}
