package taskloom.model.analyst;

import java.util.List;

/// A term of the lexicon found in a text.
///
/// @param quiet whether it lies inside a longer term that speaks for a type, which then is what
///   counts
/// @param unnamed whether it lies inside a longer name
record Hit(int begin, int end, String term, List<Sense> senses, boolean quiet, boolean unnamed) {
  boolean evident() {
    return senses.stream().anyMatch(Sense.Evidence.class::isInstance);
  }

  boolean named() {
    return senses.stream().anyMatch(Sense.Named.class::isInstance);
  }

  boolean overlaps(int from, int to) {
    return begin < to && from < end;
  }
}
