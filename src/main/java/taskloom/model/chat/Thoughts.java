package taskloom.model.chat;

import java.util.List;

/// Thoughts that a model wrote into its answer, before the answer itself.
///
/// @param thoughts without their tags
/// @param answer what follows them
record Thoughts(String thoughts, String answer) {
  private static final List<String> NAMES = List.of("think", "thinking", "thought", "reasoning");

  /// An answer taken apart. The opening tag may be missing, since some servers put it into the
  /// prompt; an answer that begins as JSON only quotes the closing one.
  static Thoughts in(String words) {
    if (words.indexOf("</") >= 0 && !words.stripLeading().startsWith("{")) {
      for (var name : NAMES) {
        var opening = "<" + name + ">";
        var closing = "</" + name + ">";
        int end = words.indexOf(closing);
        int begin = words.indexOf(opening);
        boolean leads = begin < 0 || begin > end || words.substring(0, begin).isBlank();
        if (end >= 0 && leads) {
          var thoughts = words.substring(0, end).strip();
          return new Thoughts(
              thoughts.startsWith(opening)
                  ? thoughts.substring(opening.length()).strip()
                  : thoughts,
              words.substring(end + closing.length()).strip());
        }
      }
    }
    return new Thoughts("", words);
  }
}
