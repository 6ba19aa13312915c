package taskloom.engine;

import java.util.List;
import java.util.Map;
import taskloom.task.EventDraft;
import taskloom.task.TokenUsage;

/// Where a task at work writes: its messages and its checkpoints. Each call returns after the
/// commit, so that work is never ahead of what is stored.
public interface TaskLog {
  /// Stores messages and tells them.
  ///
  /// @throws InterruptedException also when the task has ended meanwhile (cancelled, deleted):
  ///   there is nothing left to do
  void tell(List<EventDraft> events) throws InterruptedException;

  /// Stores a finished part under `name`, the tokens used so far, and the messages that tell of it.
  /// Attempts are counted anew from here: work may be begun again at every part as often as
  /// [EngineSettings#maxAttempts] says.
  void checkpoint(String name, byte[] data, TokenUsage usage, List<EventDraft> events)
      throws InterruptedException;

  /// Stores what has been used so far under `name`, among the checkpoints, and the tokens. It is no
  /// part of the work: attempts go on being counted.
  void account(String name, byte[] data, TokenUsage usage) throws InterruptedException;

  /// The parts finished by earlier attempts and the accounts, by name, in the order they were
  /// stored.
  Map<String, byte[]> checkpoints();
}
