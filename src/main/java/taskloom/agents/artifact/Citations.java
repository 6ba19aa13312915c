package taskloom.agents.artifact;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import taskloom.agents.ModelingRequest.Template;
import taskloom.agents.Work;

/// Citations of works that were looked up, as `[@W2741809807]` or `[@W1; @W2]`.
public final class Citations {
  private final Map<String, Work> known;
  private final List<Work> cited = new ArrayList<>();
  private final Map<String, Integer> numbers = new LinkedHashMap<>();

  /// @param found the works that may be cited
  public Citations(Iterable<Work> found) {
    known = new LinkedHashMap<>();
    found.forEach(work -> known.put(work.id(), work));
  }

  /// The text with citations of works in `ids` alone; all others, and numbers in brackets that
  /// point nowhere, are taken out.
  public static String settle(String text, Set<String> ids) {
    return MarkdownText.inProse(text, prose -> new Markers(prose).settled(ids));
  }

  /// The text with each citation as `[1]`, `[1, 2]`, numbered in order of first appearance over all
  /// calls.
  public String numbered(String text) {
    return MarkdownText.inProse(text, prose -> new Markers(prose).numbered(this::numbers));
  }

  /// ` [1, 2]`, or nothing where none of the works is known.
  private String numbers(List<String> ids) {
    var list =
        ids.stream()
            .map(known::get)
            .filter(Objects::nonNull)
            .map(this::number)
            .distinct()
            .map(String::valueOf)
            .toList();
    return list.isEmpty() ? "" : " [" + String.join(", ", list) + "]";
  }

  private int number(Work work) {
    return numbers.computeIfAbsent(
        work.id(),
        _ -> {
          cited.add(work);
          return cited.size();
        });
  }

  /// The works cited so far, in order of their numbers.
  public List<Work> cited() {
    return List.copyOf(cited);
  }

  /// The list of references, one paragraph each (GB/T 7714 in short).
  public String references(Template template) {
    var lines = new ArrayList<String>();
    for (int i = 0; i < cited.size(); i++) {
      lines.add("[" + (i + 1) + "] " + line(cited.get(i), template));
    }
    return String.join("\n\n", lines);
  }

  private static String line(Work work, Template template) {
    var line = new StringBuilder();
    if (!work.authors().isEmpty()) {
      var first = work.authors().stream().limit(3).map(MarkdownText::escaped).toList();
      var more =
          work.authors().size() <= 3
              ? ""
              : switch (template) {
                case CHINA -> ", 等";
                case AMERICAN -> ", et al";
              };
      line.append(String.join(", ", first)).append(more).append(". ");
    }
    line.append(MarkdownText.escaped(work.title())).append('.');
    if (!work.venue().isEmpty()) {
      line.append(" *").append(MarkdownText.escaped(work.venue())).append("*");
      line.append(work.year() > 0 ? ", " : ".");
    }
    if (work.year() > 0) {
      line.append(work.venue().isEmpty() ? " " : "").append(work.year()).append('.');
    }
    var doi = work.doi();
    if (doi != null) {
      line.append(" DOI: ").append(MarkdownText.escaped(doi)).append('.');
    }
    return line.toString();
  }
}
