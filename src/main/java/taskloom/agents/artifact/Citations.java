package taskloom.agents.artifact;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import taskloom.agents.ModelingRequest.Template;
import taskloom.agents.Work;

/// Citations of works that were looked up, as `[@W2741809807]` or `[@W1; @W2]`.
public final class Citations {
  private static final Pattern MARKER = Pattern.compile("[ \\t]*\\[((?:\\s*;?\\s*@W\\d+)+)\\s*\\]");
  private static final Pattern ANY_AT =
      Pattern.compile("[ \\t]*\\[[^\\[\\]\\n]*@[\\w:.-]+[^\\[\\]\\n]*\\](?!\\()");
  private static final Pattern ID = Pattern.compile("W\\d+");

  /// A number in brackets that nobody looked up: `[3]`, `[1-4]`. Lists like `[0, 1]` may be
  /// intervals and stay.
  private static final Pattern INVENTED =
      Pattern.compile(
          "[ \\t]*\\^?\\[[1-9]\\d{0,2}(?:\\s*[-–—]\\s*[1-9]\\d{0,2})?\\]\\^?(?![(\\[:])");

  private static final Pattern DEFINITION = Pattern.compile("(?m)^\\s{0,3}\\[\\d{1,3}\\][: ].*$");

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
    return MarkdownText.inProse(
        text,
        prose -> {
          var kept =
              ANY_AT
                  .matcher(prose)
                  .replaceAll(found -> Matcher.quoteReplacement(verified(found.group(), ids)));
          return INVENTED.matcher(DEFINITION.matcher(kept).replaceAll("")).replaceAll("");
        });
  }

  private static String verified(String marker, Set<String> ids) {
    var left =
        ID.matcher(marker)
            .results()
            .map(found -> found.group())
            .filter(ids::contains)
            .distinct()
            .toList();
    return left.isEmpty()
        ? ""
        : " [" + String.join("; ", left.stream().map(id -> "@" + id).toList()) + "]";
  }

  /// The text with each citation as `[1]`, `[1, 2]`, numbered in order of first appearance over all
  /// calls.
  public String numbered(String text) {
    return MarkdownText.inProse(
        text,
        prose ->
            MARKER
                .matcher(prose)
                .replaceAll(found -> {
                  var list =
                      ID.matcher(found.group())
                          .results()
                          .map(id -> known.get(id.group()))
                          .filter(Objects::nonNull)
                          .map(this::number)
                          .distinct()
                          .map(String::valueOf)
                          .toList();
                  return list.isEmpty() ? "" : " [" + String.join(", ", list) + "]";
                }));
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
