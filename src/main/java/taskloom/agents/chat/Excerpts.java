package taskloom.agents.chat;

import java.util.List;
import taskloom.agents.Cell;
import taskloom.agents.PartPlan;
import taskloom.agents.PartWork;
import taskloom.agents.Study;
import taskloom.wire.Texts;

/// What an agent's model is shown of the work so far, shortened to what fits.
final class Excerpts {
  private Excerpts() {}

  /// The start and the end of a text that is too long, with a mark between.
  static String clip(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    int head = limit * 2 / 3;
    int tail = limit - head;
    return Texts.beginning(text, head)
        + "\n… ("
        + (text.length() - limit)
        + " characters left out) …\n"
        + Texts.end(text, tail);
  }

  /// About how many tokens a text comes to: 0.3 for an ASCII character, 0.6 for any other.
  static int tokens(CharSequence text) {
    int tenths = 0;
    for (int i = 0; i < text.length(); i++) {
      tenths += text.charAt(i) < 128 ? 3 : 6;
    }
    return tenths / 10 + 1;
  }

  static String problem(Study study, int limit) {
    var text = new StringBuilder("# " + study.brief().title() + "\n\n");
    text.append(clip(study.brief().background(), limit)).append("\n\n");
    study.parts().stream()
        .filter(part -> part.asked())
        .forEach(part ->
            text.append(part.name())
                .append(": ")
                .append(clip(part.question(), limit / 2))
                .append('\n'));
    return text.toString();
  }

  static String files(List<String> files) {
    return files.isEmpty()
        ? "(no data files)"
        : String.join("\n", files.stream().map(file -> "- " + file).toList());
  }

  static String plan(PartPlan plan) {
    return """
    Model: %s
    Why: %s
    Validation: %s
    Figures: %s
    """
        .formatted(plan.model(), plan.why(), plan.validation(), String.join("; ", plan.figures()));
  }

  /// A finished part for the Coder that works on the next one: what was found, and the code whose
  /// variables are still there.
  static String finished(PartWork work, int limit) {
    var text =
        new StringBuilder(
            "## " + work.part().name() + (work.solution().solved() ? "\n" : " (NOT SOLVED)\n"));
    text.append(clip(work.solution().summary(), limit)).append('\n');
    work.cells().stream()
        .filter(Cell::ok)
        .forEach(cell ->
            text.append("```python\n").append(clip(cell.code(), limit / 2)).append("\n```\n"));
    return clip(text.toString(), limit * 2);
  }

  /// What the code printed, for the Writer.
  static String outputs(PartWork work, int limit) {
    var text = new StringBuilder();
    work.cells().stream()
        .filter(cell -> cell.ok() && !cell.output().isBlank())
        .forEach(cell -> text.append(clip(cell.output().strip(), limit / 2)).append("\n---\n"));
    return clip(text.toString(), limit);
  }
}
