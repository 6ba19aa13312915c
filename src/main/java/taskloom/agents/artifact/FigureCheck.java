package taskloom.agents.artifact;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import taskloom.agents.Figure;

/// Makes a text show every figure it must and none that does not exist.
public final class FigureCheck {
  private static final Pattern PLAIN = Pattern.compile("[\\w./-]+");
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern EMPTY_LINES = Pattern.compile("\n{3,}");

  private FigureCheck() {}

  /// The text with each of `owned` shown once: images of other files are taken out, missing ones
  /// put in at the end with their captions.
  public static String settle(String text, List<Figure> owned) {
    var files = new LinkedHashSet<String>();
    owned.forEach(figure -> files.add(figure.file()));
    var shown = new LinkedHashSet<String>();
    var checked = MarkdownText.outsideCode(text, prose -> kept(prose, files, shown));
    var result = new StringBuilder(checked.strip());
    for (var figure : owned) {
      if (shown.add(figure.file())) {
        result.append("\n\n").append(image(figure.caption(), figure.file()));
      }
    }
    return EMPTY_LINES.matcher(result).replaceAll("\n\n");
  }

  private static String kept(String prose, Collection<String> files, Set<String> shown) {
    var result = new StringBuilder();
    int from = 0;
    for (var found : new Images(prose).all()) {
      result.append(prose, from, found.start());
      var file = file(found.target());
      // A figure stands alone in its paragraph, or Word and LaTeX make no figure of it.
      if (files.contains(file) && shown.add(file)) {
        result.append("\n\n").append(image(found.caption(), file)).append("\n\n");
      }
      from = found.end();
    }
    return result.append(prose, from, prose.length()).toString();
  }

  private static String image(String caption, String file) {
    var safe = PLAIN.matcher(file).matches() ? file : "<" + file + ">";
    return "![" + BLANKS.matcher(caption).replaceAll(" ").strip() + "](" + safe + ")";
  }

  /// The file that an image's target means.
  static String file(String target) {
    var path =
        target.startsWith("<") && target.endsWith(">")
            ? target.substring(1, target.length() - 1)
            : target;
    path = path.startsWith("./") ? path.substring(2) : path;
    try {
      return path.contains("%")
          ? URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8)
          : path;
    } catch (IllegalArgumentException _) {
      return path;
    }
  }
}
