package taskloom.model.chat;

/// Hears an answer while it is being written. Called by one thread at a time, mostly not the
/// caller's, and never after the call has returned; must not block, since the reading waits for it.
public interface ChatListener {
  /// The next piece of the answer.
  void content(String piece);

  /// The next piece of the reasoning before it.
  default void reasoning(String piece) {}

  /// The answer broke off after pieces of it were told, and could be asked for again from its
  /// beginning.
  ///
  /// @return true when everything told so far has been taken back, so that it may be told anew;
  ///   false when it cannot be, and the call is to fail
  boolean restarted();
}
