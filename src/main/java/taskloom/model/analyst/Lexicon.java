package taskloom.model.analyst;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Every term the knowledge files know, found in one pass over a text. Latin terms match at word
/// boundaries, with an ending where the term allows one; a single Chinese character only where the
/// segmenter sees a word of its own. Immutable, safe from any thread.
final class Lexicon {
  private static final Set<String> ENDINGS = Set.of("s", "es", "'s", "ed", "d", "ing", "s'");
  private static final int LONGEST_ENDING = 3;

  private final Map<String, Entry> entries;

  /// For each character how long the terms are that begin with it: bit `n` for `n` characters.
  private final Map<Character, Long> lengths = new HashMap<>();

  private record Entry(String term, List<Sense> senses, boolean exact, boolean anywhere) {}

  private Lexicon(Map<String, Entry> entries) {
    this.entries = entries;
    for (String term : entries.keySet()) {
      lengths.merge(term.charAt(0), 1L << term.length(), (some, more) -> some | more);
    }
  }

  /// Collects terms.
  static final class Builder {
    private final Map<String, Entry> entries = new HashMap<>();

    /// Adds a term; a leading `=` allows no ending, a leading `~` finds a single Chinese character
    /// inside other words too.
    ///
    /// @throws IllegalStateException when it is empty or of more than 63 characters
    void add(String term, Sense sense) {
      boolean exact = term.startsWith("=");
      boolean anywhere = term.startsWith("~");
      String key = (exact || anywhere ? term.substring(1) : term).toLowerCase(Locale.ROOT);
      if (key.isEmpty() || key.length() >= Long.SIZE) {
        throw new IllegalStateException("no term of the lexicon: '" + term + "'");
      }
      Entry known = entries.get(key);
      entries.put(
          key,
          known == null
              ? new Entry(key, List.of(sense), exact, anywhere)
              : new Entry(
                  key,
                  with(known.senses(), sense),
                  exact && known.exact(),
                  anywhere || known.anywhere()));
    }

    private static List<Sense> with(List<Sense> senses, Sense one) {
      return senses.contains(one)
          ? senses
          : Stream.concat(senses.stream(), Stream.of(one)).toList();
    }

    Lexicon build() {
      return new Lexicon(entries);
    }
  }

  /// The terms in `text` in their order.
  List<Hit> find(Text text, List<Token> tokens) {
    String norm = text.norm();
    var starts = new BitSet();
    var ends = new BitSet();
    for (Token token : tokens) {
      if (token.end() - token.begin() == 1) {
        starts.set(token.begin());
        ends.set(token.end());
      }
    }
    var hits = new ArrayList<Hit>();
    for (int begin = 0; begin < norm.length(); begin++) {
      long left = insideWord(norm, begin) ? 0 : lengths.getOrDefault(norm.charAt(begin), 0L);
      for (; left != 0; left &= left - 1) {
        int end = begin + Long.numberOfTrailingZeros(left);
        Entry entry = end > norm.length() ? null : entries.get(norm.substring(begin, end));
        if (entry == null) {
          continue;
        }
        int to = wholeWord(norm, end, entry);
        boolean oneCharacter =
            end - begin == 1 && !Text.isLatin(norm.charAt(begin)) && !entry.anywhere();
        if (to >= 0 && (!oneCharacter || (starts.get(begin) && ends.get(end)))) {
          hits.add(new Hit(begin, to, entry.term(), entry.senses(), false, false));
        }
      }
    }
    return shadow(hits);
  }

  private static boolean insideWord(String norm, int at) {
    return at > 0 && Text.isLatin(norm.charAt(at)) && wordly(norm.charAt(at - 1));
  }

  /// The end of the word when the term that ends there is a whole one, -1 otherwise.
  private static int wholeWord(String norm, int end, Entry entry) {
    if (!Text.isLatin(norm.charAt(end - 1))) {
      return end;
    }
    int to = end;
    while (to < norm.length()
        && to - end <= LONGEST_ENDING
        && (wordly(norm.charAt(to)) || norm.charAt(to) == '\'')) {
      to++;
    }
    String ending = norm.substring(end, to);
    if (ending.isEmpty() || ending.startsWith("'")) {
      return end;
    }
    return !entry.exact() && ENDINGS.contains(ending) ? to : -1;
  }

  private static boolean wordly(char c) {
    return Text.isLatin(c) || (c >= '0' && c <= '9');
  }

  /// Marks what lies inside something longer.
  private static List<Hit> shadow(List<Hit> hits) {
    hits.sort(
        Comparator.comparingInt(Hit::begin)
            .thenComparing(Comparator.comparingInt(Hit::end).reversed()));
    var marked = new ArrayList<Hit>(hits.size());
    @Nullable Hit speaking = null;
    @Nullable Hit naming = null;
    for (Hit hit : hits) {
      boolean quiet = inside(hit, speaking);
      boolean unnamed = inside(hit, naming);
      marked.add(new Hit(hit.begin(), hit.end(), hit.term(), hit.senses(), quiet, unnamed));
      if (hit.evident() && !quiet && (speaking == null || hit.end() > speaking.end())) {
        speaking = hit;
      }
      if (hit.named() && !unnamed && (naming == null || hit.end() > naming.end())) {
        naming = hit;
      }
    }
    return marked;
  }

  private static boolean inside(Hit hit, @Nullable Hit cover) {
    return cover != null
        && hit.end() <= cover.end()
        && hit.end() - hit.begin() < cover.end() - cover.begin();
  }
}
