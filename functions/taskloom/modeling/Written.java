package taskloom.modeling;

/// A text of the Writer, checked.
record Written(String markdown) {}
