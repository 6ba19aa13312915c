package taskloom.model.analyst;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds who, where and what a text names: by shape, by the lexicon, and by the segmenter's named
/// entities where neither has spoken.
record EntityFinder(EntityShapes shapes) {
  private static final int MAX_FINDINGS = 500;
  private static final int LONGEST_NAME = 6;

  /// What has a shape (phone numbers, prices, flights …); none overlaps another.
  List<Finding> shaped(Text text) throws InterruptedException {
    var found = new ArrayList<Finding>();
    for (EntityShapes.Shape shape : shapes.shapes()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (shape.digits() && !text.scripts().contains("1")) {
        continue;
      }
      Matcher matcher = shape.pattern().matcher(text.raw());
      while (matcher.find() && found.size() < MAX_FINDINGS) {
        if (free(found, matcher.start(), matcher.end())) {
          found.add(finding(shape.kind(), text, matcher.start(), matcher.end()));
        }
      }
    }
    return found;
  }

  /// People, places, organisations and things.
  ///
  /// @param taken what is already something else
  List<Finding> named(Text text, List<Token> tokens, List<Hit> hits, List<Finding> taken)
      throws InterruptedException {
    var found = new ArrayList<Finding>();
    var all = new Places(found, taken);
    surnamed(text, shapes.titled(), 0, all);
    surnamed(text, shapes.familiar(), 1, all);
    for (Hit hit : hits) {
      if (!hit.unnamed() && found.size() < MAX_FINDINGS) {
        byLexicon(text, hit, all);
      }
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    introduced(text, shapes.introducedPlace(), "place", all);
    introduced(text, shapes.introducedPerson(), "person", all);
    BitSet known = known(hits);
    for (Token token : tokens) {
      if (found.size() < MAX_FINDINGS) {
        bySegmenter(text, token, known, all);
      }
    }
    return found;
  }

  private record Places(List<Finding> found, List<Finding> taken) {
    boolean free(int begin, int end) {
      return EntityFinder.free(found, begin, end) && EntityFinder.free(taken, begin, end);
    }
  }

  private void byLexicon(Text text, Hit hit, Places all) {
    for (Sense sense : hit.senses()) {
      if (sense instanceof Sense.Named named && all.free(hit.begin(), hit.end())) {
        boolean name = named.kind().equals("name");
        if (!name || isName(text, hit)) {
          all.found().add(finding(name ? "person" : named.kind(), text, hit.begin(), hit.end()));
        }
      }
    }
  }

  /// A given name is one with a capital, or in an all-lower-case text after "with" and the like.
  private boolean isName(Text text, Hit hit) {
    if (Character.isUpperCase(text.raw().charAt(hit.begin()))) {
      return true;
    }
    int end = hit.begin() - 1;
    int begin = Math.max(0, end);
    while (begin > 0 && Text.isLatin(text.norm().charAt(begin - 1))) {
      begin--;
    }
    return end > 0 && shapes.personWords().contains(text.norm().substring(begin, end));
  }

  private void introduced(Text text, Pattern pattern, String kind, Places all) {
    Matcher matcher = pattern.matcher(text.raw());
    int from = 0;
    while (matcher.find(from) && all.found().size() < MAX_FINDINGS) {
      int begin = matcher.start("name");
      int end = matcher.end("name");
      from = Math.max(begin, from + 1);
      String first = text.norm().substring(begin, end).split(" ", 2)[0];
      if (!shapes.notNames().contains(first) && all.free(begin, end)) {
        all.found().add(finding(kind, text, begin, end));
      }
    }
  }

  /// Names whose surname is the character at `surname` of the match.
  private void surnamed(Text text, Pattern pattern, int surname, Places all) {
    Matcher matcher = pattern.matcher(text.norm());
    int from = 0;
    while (matcher.find(from) && all.found().size() < MAX_FINDINGS) {
      int begin = matcher.start("name");
      boolean known = shapes.surnames().indexOf(text.norm().charAt(begin + surname)) >= 0;
      if (known && all.free(begin, matcher.end("name"))) {
        all.found().add(finding("person", text, begin, matcher.end("name")));
        from = matcher.end("name");
      } else {
        from = begin + 1;
      }
    }
  }

  private static void bySegmenter(Text text, Token token, BitSet known, Places all) {
    String kind = kind(token.nature());
    int length = token.end() - token.begin();
    if (kind.isEmpty()
        || length < 2
        || (kind.equals("person") && length > LONGEST_NAME)
        || !Text.isHan(text.norm().charAt(token.begin()))) {
      return;
    }
    int next = known.nextSetBit(token.begin());
    boolean trusted = !kind.equals("person") || next < 0 || next >= token.end();
    if (trusted && all.free(token.begin(), token.end())) {
      all.found().add(finding(kind, text, token.begin(), token.end()));
    }
  }

  private static final Set<String> ORGANISATIONS =
      Set.of("nt", "ntc", "ntcb", "ntcf", "ntch", "nth", "nto", "nts", "ntu", "nis");

  /// Where the lexicon has spoken: what the segmenter takes for a person there is none.
  private static BitSet known(List<Hit> hits) {
    var known = new BitSet();
    for (Hit hit : hits) {
      if ((hit.evident() || hit.named()) && hit.end() - hit.begin() > 1) {
        known.set(hit.begin(), hit.end());
      }
    }
    return known;
  }

  private static String kind(String nature) {
    if (nature.equals("nr") || nature.equals("nrf")) {
      return "person";
    }
    if (nature.equals("ns") || nature.equals("nsf")) {
      return "place";
    }
    return ORGANISATIONS.contains(nature) ? "organization" : "";
  }

  private static Finding finding(String kind, Text text, int begin, int end) {
    String words = text.raw().substring(begin, end);
    return new Finding(kind, begin, end, words, words.strip());
  }

  private static boolean free(List<Finding> found, int begin, int end) {
    return found.stream().noneMatch(other -> other.overlaps(begin, end));
  }
}
