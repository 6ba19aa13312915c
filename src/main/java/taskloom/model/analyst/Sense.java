package taskloom.model.analyst;

/// What a term of the lexicon stands for.
sealed interface Sense {
  /// Speaks for a type.
  record Evidence(TaskType type, double weight) implements Sense {}

  /// Belongs to a named list of `concepts.yaml`.
  record Concept(String name) implements Sense {}

  /// Mentions an item of a type's checklist.
  record Needed(TaskType type, String id) implements Sense {}

  /// Names a person, place or thing.
  record Named(String kind) implements Sense {}
}
