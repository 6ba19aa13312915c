package taskloom.model.analyst;

/// An entity found in a text, at its place; one that came from elsewhere (a speaker) is at -1.
record Finding(String kind, int begin, int end, String text, String value) {
  boolean overlaps(int from, int to) {
    return begin < to && from < end;
  }
}
