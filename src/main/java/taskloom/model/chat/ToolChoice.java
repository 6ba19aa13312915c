package taskloom.model.chat;

/// Whether the model calls a function.
public sealed interface ToolChoice {
  /// The three general choices: as it likes, never, at least one.
  enum Mode implements ToolChoice {
    AUTO,
    NONE,
    REQUIRED
  }

  /// This function and no other.
  record Function(String name) implements ToolChoice {}
}
