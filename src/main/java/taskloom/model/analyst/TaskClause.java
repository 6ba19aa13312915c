package taskloom.model.analyst;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The clause that says what is to be done, without its time: "tomorrow at 2 go see the dentist" is
/// "go see the dentist".
final class TaskClause {
  private static final int LONGEST = 60;
  private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cntrl}]{1,1000}");
  private static final Pattern LEADING =
      Pattern.compile("^(?:[的和，,、：:]|(?i:and|then|so|at|on|by)\\s)++\\s*");
  private static final String DANGLING_SIGNS = "的和，,、在是";
  private static final Set<String> DANGLING =
      Set.of(
          "at", "on", "by", "in", "for", "the", "from", "to", "before", "until", "a", "an", "my",
          "with", "around", "and", "next", "is", "of", "due");

  private TaskClause() {}

  /// The clause around `hit`, cut to a readable length.
  static String around(Reading reading, Hit hit) {
    String norm = reading.text().norm();
    int begin = hit.begin();
    while (begin > 0 && !clauseEnd(norm, begin - 1) && hit.begin() - begin < LONGEST) {
      begin--;
    }
    int end = hit.end();
    while (end < norm.length() && !clauseEnd(norm, end) && end - hit.end() < LONGEST) {
      end++;
    }
    var clause = new StringBuilder();
    int at = begin;
    for (TimeMention time : reading.found().times()) {
      boolean apart = time.end() <= hit.begin() || time.begin() >= hit.end();
      if (time.begin() >= at && time.end() <= end && apart) {
        clause.append(reading.text().raw(), at, time.begin());
        at = time.end();
      }
    }
    String task = trimmed(clause.append(reading.text().raw(), at, end).toString());
    String words = trimmed(reading.text().raw().substring(hit.begin(), hit.end()));
    return task.isEmpty() || task.length() > LONGEST ? words : task;
  }

  /// One line without the small words a time leaves dangling.
  static String trimmed(String words) {
    String line = BLANKS.matcher(words).replaceAll(" ").strip();
    String rest = withoutDangling(LEADING.matcher(line).replaceFirst("")).strip();
    return rest.isEmpty() ? line : rest;
  }

  private static String withoutDangling(String line) {
    int end = line.length();
    while (end > 0) {
      int word = line.lastIndexOf(' ', end - 1) + 1;
      if (DANGLING_SIGNS.indexOf(line.charAt(end - 1)) >= 0) {
        end--;
      } else if (word > 0
          && DANGLING.contains(line.substring(word, end).toLowerCase(Locale.ROOT))) {
        end = word - 1;
      } else {
        break;
      }
    }
    return line.substring(0, end);
  }

  private static boolean clauseEnd(String norm, int at) {
    char c = norm.charAt(at);
    boolean stop = c == '.' && (at + 1 == norm.length() || norm.charAt(at + 1) == ' ');
    return Text.endsSentence(c) || c == ',' || stop;
  }
}
