package taskloom.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// Waiting for futures of the store and the desk.
public final class Commits {
  private Commits() {}

  /// Waits for `future` and gives its value.
  ///
  /// @throws Refusal what it failed with
  public static <T> T await(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw refusal(e);
    }
  }

  /// The refusal in what a future failed with; anything else becomes `INTERNAL`.
  public static Refusal refusal(@Nullable Throwable failure) {
    var cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof Refusal refusal
        ? refusal
        : Refusal.inBoth(
            ErrorCode.INTERNAL, "服务器内部错误", "The server failed; the operator's log says why");
  }
}
