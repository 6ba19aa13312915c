package taskloom.agents.artifact;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import taskloom.agents.Figure;

/// Makes a text show every figure it must and none that does not exist.
public final class FigureCheck {
  /// `![caption](target "title"){attributes}`; a caption may hold one level of brackets.
  private static final Pattern IMAGE =
      Pattern.compile(
          "!\\[((?:[^\\[\\]]|\\[[^\\[\\]]*\\])*)\\]"
              + "\\(\\s*(<[^>\\n]*>|[^()\\s]*(?:\\([^()\\s]*\\)[^()\\s]*)*)(?:\\s+(?:\"[^\"]*\"|'[^']*'))?\\s*\\)(\\{[^}\\n]*\\})?");

  private static final Pattern OTHER_IMAGE =
      Pattern.compile(
          "!\\[[^\\[\\]]*\\]\\[[^\\[\\]]*\\]|(?is)<img\\b[^>]*>|\\\\includegraphics(?:\\[[^\\]]*\\])?\\{[^}]*\\}");

  private FigureCheck() {}

  /// The text with each of `owned` shown once: images of other files are taken out, missing ones
  /// put in at the end with their captions.
  public static String settle(String text, List<Figure> owned) {
    var files = new LinkedHashSet<String>();
    owned.forEach(figure -> files.add(figure.file()));
    var shown = new LinkedHashSet<String>();
    var checked =
        MarkdownText.outsideCode(
            text,
            prose ->
                IMAGE
                    .matcher(OTHER_IMAGE.matcher(prose).replaceAll(""))
                    .replaceAll(image -> kept(image.group(1), image.group(2), files, shown)));
    var result = new StringBuilder(checked.strip());
    for (var figure : owned) {
      if (shown.add(figure.file())) {
        result.append("\n\n").append(image(figure.caption(), figure.file()));
      }
    }
    return result.toString().replaceAll("\n{3,}", "\n\n");
  }

  private static String kept(
      String caption, String target, Collection<String> files, Set<String> shown) {
    var file = file(target);
    // A figure stands alone in its paragraph, or Word and LaTeX make no figure of it.
    return files.contains(file) && shown.add(file)
        ? Matcher.quoteReplacement("\n\n" + image(caption, file) + "\n\n")
        : "";
  }

  private static String image(String caption, String file) {
    var safe = file.matches("[\\w./-]+") ? file : "<" + file + ">";
    return "![" + caption.replaceAll("\\s+", " ").strip() + "](" + safe + ")";
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
