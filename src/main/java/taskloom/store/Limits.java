package taskloom.store;

import org.jspecify.annotations.Nullable;
import taskloom.task.Change;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.task.Task;

/// What fits the columns, checked before a change is queued, so that one too large refuses itself
/// and not its group.
final class Limits {
  /// The most bytes of an input, a result, a checkpoint or an event's payload, and the most
  /// characters of a title, a description or an error.
  static final int LARGE = 1_048_576;

  private static final int NAME = 256;
  private static final int KEY = 1_024;
  private static final int WORD = 64;

  private Limits() {}

  /// @throws Refusal `PAYLOAD_TOO_LARGE` that names what is too large
  static void check(Change change) {
    text("task id", change.taskId(), NAME);
    for (var event : change.events()) {
      text("event type", event.type(), NAME);
      bytes("message", event.payload());
    }
    switch (change) {
      case Change.Submit submit -> {
        task(submit.task());
        text("idempotency key", submit.idempotencyKey(), KEY);
      }
      case Change.Finish finish -> {
        bytes("result", finish.result());
        text("error", finish.error(), LARGE);
      }
      case Change.Checkpoint checkpoint -> {
        text("checkpoint name", checkpoint.name(), NAME);
        bytes("checkpoint", checkpoint.data());
      }
      case Change.Account account -> {
        text("account name", account.name(), NAME);
        bytes("account", account.data());
      }
      case Change.Edit edit -> {
        text("title", edit.title(), LARGE);
        text("description", edit.description(), LARGE);
      }
      case Change.Start _,
          Change.HandBack _,
          Change.Recover _,
          Change.Acquit _,
          Change.Tell _,
          Change.Delete _ -> {}
    }
  }

  private static void task(Task task) {
    text("owner", task.owner(), NAME);
    text("client id", task.clientId(), NAME);
    text("title", task.title(), LARGE);
    text("description", task.description(), LARGE);
    text("task type", task.taskType(), WORD);
    text("template", task.compTemplate(), WORD);
    bytes("input", task.input());
    bytes("result", task.result());
    text("error", task.error(), LARGE);
  }

  private static void text(String what, @Nullable String text, int max) {
    if (text != null && text.length() > max) {
      throw tooLarge(what, text.length(), max, "characters");
    }
  }

  private static void bytes(String what, byte @Nullable [] bytes) {
    if (bytes != null && bytes.length > LARGE) {
      throw tooLarge(what, bytes.length, LARGE, "bytes");
    }
  }

  private static Refusal tooLarge(String what, int size, int max, String unit) {
    return new Refusal(
        ErrorCode.PAYLOAD_TOO_LARGE,
        "The %s has %,d %s; at most %,d can be kept.".formatted(what, size, unit, max));
  }
}
