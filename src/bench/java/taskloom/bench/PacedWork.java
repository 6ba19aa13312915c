package taskloom.bench;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import taskloom.engine.TaskLog;
import taskloom.task.Task;
import taskloom.testing.QuietWork;
import taskloom.wire.StreamMessage;
import taskloom.wire.StreamMessages;

/// Modelling work that tells the time, in nanoseconds, so many times a second until it is stopped.
///
/// @param pace messages a second
record PacedWork(int pace, Clock clock) implements QuietWork {
  @Override
  public Outcome run(Task task, TaskLog log) throws InterruptedException {
    for (long due = System.nanoTime(); ; due += 1_000_000_000L / pace) {
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      var message = new StreamMessage.SystemMessage(Long.toString(System.nanoTime()));
      log.tell(List.of(StreamMessages.draft(message, clock.instant())));
    }
  }
}
