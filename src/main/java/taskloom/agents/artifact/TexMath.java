package taskloom.agents.artifact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/// Formulas for LaTeX out of what a model wrote: commands and environments from a list (the
/// resource `modeling/tex-math.txt`) stay; every other command stands there as text, so that no
/// name anybody thinks of reaches out of the document. Braces close, and nothing ends the formula
/// before its end. Immutable.
final class TexMath {
  /// What may follow a backslash, beside letters.
  private static final String SIGNS = ",;:!> {}|_%#$&\\/";

  private final Set<String> commands = new HashSet<>();
  private final Set<String> environments = new HashSet<>();

  /// Reads the list.
  TexMath() {
    var names = commands;
    for (var line : list().lines().toList()) {
      if (line.startsWith("[")) {
        names = line.equals("[environments]") ? environments : commands;
      } else if (!line.startsWith("#")) {
        for (var name : line.split(" ", -1)) {
          names.add(name);
        }
      }
    }
    commands.remove("");
    environments.remove("");
  }

  private static String list() {
    try (var stream = TexMath.class.getResourceAsStream("/modeling/tex-math.txt")) {
      if (stream == null) {
        throw new IllegalStateException("the list of commands for formulas is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The formula as it may stand in a document.
  String settled(String formula) {
    return new Reader(formula).read();
  }

  /// Goes through one formula once, from left to right.
  private final class Reader {
    private final String text;
    private final StringBuilder result = new StringBuilder();

    /// The environments and braces (an empty name) that are open.
    private final ArrayDeque<String> open = new ArrayDeque<>();

    private final boolean dollars;
    private int at;

    Reader(String text) {
      this.text = text;
      // Within `\text{…}` they stand in pairs.
      this.dollars = text.chars().filter(c -> c == '$').count() % 2 == 0;
    }

    String read() {
      while (at < text.length()) {
        char c = text.charAt(at++);
        switch (c) {
          case '\\' -> backslash();
          case '{' -> {
            open.push("");
            result.append(c);
          }
          case '}' -> close();
          case '%', '#' -> result.append('\\').append(c);
          case '$' -> result.append(dollars && !open.isEmpty() ? "$" : "\\$");
          // TeX reads two of them as the code of a character.
          case '^' -> result.append(text.startsWith("^", at) ? "{\\text{\\textasciicircum}}" : "^");
          default -> result.append(Character.isISOControl(c) ? ' ' : c);
        }
      }
      while (!open.isEmpty()) {
        var name = open.pop();
        result.append(name.isEmpty() ? "}" : "\\end{" + name + "}");
      }
      return result.toString();
    }

    private void close() {
      boolean brace = "".equals(open.peek());
      if (brace) {
        open.pop();
      }
      result.append(brace ? "}" : "\\}");
    }

    private void backslash() {
      int end = at;
      while (end < text.length() && isLetter(text.charAt(end))) {
        end++;
      }
      var name = text.substring(at, end);
      if (name.isEmpty()) {
        sign();
      } else if (name.equals("begin") || name.equals("end")) {
        at = end;
        environment(name);
      } else {
        at = end;
        command(name);
      }
    }

    private void sign() {
      char c = at < text.length() ? text.charAt(at) : ' ';
      if (SIGNS.indexOf(c) >= 0) {
        result.append('\\').append(c);
        at++;
      } else {
        // `\(` and `\]` would end the formula.
        result.append("\\text{\\textbackslash}");
      }
    }

    private void command(String name) {
      if (commands.contains(name)) {
        result.append('\\').append(name);
      } else {
        result.append("\\text{\\textbackslash ").append(name).append('}');
      }
    }

    private void environment(String word) {
      // No name is longer: looking no further keeps this linear.
      int reach = Math.min(text.length(), at + 20);
      int close = text.startsWith("{", at) ? text.indexOf('}', at, reach) : -1;
      var name = close > at ? text.substring(at + 1, close) : "";
      boolean begins = word.equals("begin");
      if (!environments.contains(name) || !(begins || name.equals(open.peek()))) {
        result.append("\\text{\\textbackslash ").append(word).append('}');
        return;
      }
      if (begins) {
        open.push(name);
      } else {
        open.pop();
      }
      result.append('\\').append(word).append('{').append(name).append('}');
      at = close + 1;
    }

    private static boolean isLetter(char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
  }
}
