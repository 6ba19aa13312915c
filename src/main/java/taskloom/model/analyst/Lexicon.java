package taskloom.model.analyst;

import com.hankcs.hanlp.collection.AhoCorasick.AhoCorasickDoubleArrayTrie;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Every term the knowledge files know, found in one pass over a text. Latin terms match at word
/// boundaries, with an ending where the term allows one; a single Chinese character only where the
/// segmenter sees a word of its own. Immutable, safe from any thread.
final class Lexicon {
  private static final Set<String> ENDINGS = Set.of("s", "es", "'s", "ed", "d", "ing", "s'");
  private static final int LONGEST_ENDING = 3;

  private final AhoCorasickDoubleArrayTrie<Entry> trie = new AhoCorasickDoubleArrayTrie<>();

  private record Entry(String term, List<Sense> senses, boolean exact, boolean anywhere) {}

  private Lexicon(Map<String, Entry> entries) {
    trie.build(new TreeMap<>(entries));
  }

  /// Collects terms.
  static final class Builder {
    private final TreeMap<String, Entry> entries = new TreeMap<>();

    /// Adds a term; a leading `=` allows no ending, a leading `~` finds a single Chinese character
    /// inside other words too.
    void add(String term, Sense sense) {
      boolean exact = term.startsWith("=");
      boolean anywhere = term.startsWith("~");
      String key = (exact || anywhere ? term.substring(1) : term).toLowerCase(Locale.ROOT);
      Entry known = entries.get(key);
      var senses = new ArrayList<Sense>(known == null ? List.of() : known.senses());
      if (!senses.contains(sense)) {
        senses.add(sense);
      }
      entries.put(
          key,
          new Entry(
              key,
              senses,
              exact && (known == null || known.exact()),
              anywhere || (known != null && known.anywhere())));
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
    trie.parseText(
        norm,
        (begin, end, entry) -> {
          int to = wholeWord(norm, begin, end, entry);
          boolean oneCharacter =
              end - begin == 1 && !Text.isLatin(norm.charAt(begin)) && !entry.anywhere();
          if (to >= 0 && (!oneCharacter || (starts.get(begin) && ends.get(end)))) {
            hits.add(new Hit(begin, to, entry.term(), entry.senses(), false, false));
          }
        });
    return shadow(hits);
  }

  /// The end of the word when the term is a whole one, -1 otherwise.
  private static int wholeWord(String norm, int begin, int end, Entry entry) {
    if (Text.isLatin(norm.charAt(begin)) && begin > 0 && wordly(norm.charAt(begin - 1))) {
      return -1;
    }
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
