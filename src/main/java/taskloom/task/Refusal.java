package taskloom.task;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A request that is answered with an error: the code, a sentence a person can act on, and how long
/// to wait where waiting helps. Carries no stack trace: it is an answer, not a fault.
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final ErrorCode code;
  private final @Nullable String english;
  private final @Nullable Duration retryAfter;

  /// A refusal that waiting does not mend.
  public Refusal(ErrorCode code, String message) {
    this(code, message, null);
  }

  /// A refusal that may pass after `retryAfter`.
  public Refusal(ErrorCode code, String message, @Nullable Duration retryAfter) {
    this(code, message, null, retryAfter);
  }

  private Refusal(
      ErrorCode code, String message, @Nullable String english, @Nullable Duration retryAfter) {
    super(message, null, false, false);
    this.code = code;
    this.english = english;
    this.retryAfter = retryAfter;
  }

  /// A refusal of what comes both over `/ws`, whose sentences are Chinese, and over HTTP, whose
  /// sentences are English.
  public static Refusal inBoth(ErrorCode code, String chinese, String english) {
    return inBoth(code, chinese, english, null);
  }

  /// The same, when it may pass after `retryAfter`.
  public static Refusal inBoth(
      ErrorCode code, String chinese, String english, @Nullable Duration retryAfter) {
    return new Refusal(code, chinese, english, retryAfter);
  }

  /// The stable code.
  public ErrorCode code() {
    return code;
  }

  /// The sentence for a person; never null.
  public String sentence() {
    var message = getMessage();
    return message == null ? code.word() : message;
  }

  /// The same in English, where it is told over HTTP.
  public String englishSentence() {
    return english == null ? sentence() : english;
  }

  /// How long to wait before trying again, or null where waiting does not help.
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /// The answer for an id that is unknown, or another owner's: the two look the same.
  public static Refusal taskNotFound() {
    return inBoth(ErrorCode.TASK_NOT_FOUND, "没有这个任务", "Task not found");
  }
}
