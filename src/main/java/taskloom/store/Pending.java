package taskloom.store;

import java.util.concurrent.CompletableFuture;
import taskloom.task.Applied;
import taskloom.task.Change;

/// A change that waits for its commit.
///
/// @param bytes roughly what it holds in memory
record Pending(Change change, int bytes, CompletableFuture<Applied> future) {
  private static final int OVERHEAD = 512;

  static Pending of(Change change) {
    return new Pending(change, bytes(change), new CompletableFuture<>());
  }

  private static int bytes(Change change) {
    int bytes = OVERHEAD;
    for (var event : change.events()) {
      bytes += OVERHEAD + event.payload().length;
    }
    return bytes
        + switch (change) {
          case Change.Submit submit ->
              submit.task().input().length
                  + 2 * (submit.task().title().length() + submit.task().description().length());
          case Change.Finish finish -> finish.result() == null ? 0 : finish.result().length;
          case Change.Checkpoint checkpoint -> checkpoint.data().length;
          case Change.Account account -> account.data().length;
          case Change.Recover recover -> OVERHEAD * recover.suspects().size();
          case Change.Start _,
              Change.HandBack _,
              Change.Acquit _,
              Change.Tell _,
              Change.Edit _,
              Change.Delete _ ->
              0;
        };
  }
}
