package taskloom.playbook;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import taskloom.agents.Desk;
import taskloom.agents.SearchResult;
import taskloom.agents.Work;

/// Looks up works on the methods of one task. A library that cannot be reached once is not asked
/// again. For one thread.
final class Literature {
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final int MOST_CITED = 2;
  private boolean reachable = true;

  /// Works that fit one of the queries, best first; none when none can be had.
  List<Work> on(List<String> queries, Desk desk) throws InterruptedException {
    for (var query : queries) {
      if (!reachable) {
        break;
      }
      switch (desk.search(query)) {
        case SearchResult.Found(var works) -> {
          var fitting = works.stream().filter(work -> fits(work, query)).limit(MOST_CITED).toList();
          if (!fitting.isEmpty()) {
            return fitting;
          }
        }
        case SearchResult.Unreachable _ -> reachable = false;
      }
    }
    return List.of();
  }

  /// Whether most words of the query stand in the work's title or abstract: a library answers any
  /// query with something.
  private static boolean fits(Work work, String query) {
    var words = new ArrayList<>(words(query));
    long said = words.size();
    words.removeAll(words(work.title() + " " + work.abstractText()));
    return words.size() * 2L < said;
  }

  private static List<String> words(String text) {
    return NO_WORD
        .splitAsStream(text.toLowerCase(Locale.ROOT))
        .filter(word -> word.length() > 2)
        .map(word -> word.endsWith("s") ? word.substring(0, word.length() - 1) : word)
        .toList();
  }
}
