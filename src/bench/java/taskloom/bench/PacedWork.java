package taskloom.bench;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import taskloom.engine.TaskLog;
import taskloom.engine.TaskWork;
import taskloom.task.EventDraft;
import taskloom.task.Task;
import taskloom.task.TaskStatus;
import taskloom.wire.StreamMessage;
import taskloom.wire.StreamMessages;

/// Modelling work that tells the time, in nanoseconds, so many times a second until it is stopped.
///
/// @param pace messages a second
record PacedWork(int pace, Clock clock) implements TaskWork {
  @Override
  public List<EventDraft> submitted(Task task) {
    return List.of();
  }

  @Override
  public List<EventDraft> started(Task task, Instant at) {
    return List.of();
  }

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

  @Override
  public List<EventDraft> ended(
      Task task, TaskStatus status, byte @Nullable [] result, @Nullable String error, Instant at) {
    return List.of();
  }
}
