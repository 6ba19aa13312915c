package taskloom.engine;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import taskloom.task.Change;
import taskloom.task.Task;

/// Whose fault it may be that a process has died. One task can end it for all that are at work, and
/// so can somebody outside: an attempt therefore counts only where it is as good as certain, and
/// all others that were at work are suspects, to be tried apart (see [Probation]).
final class Blame {
  /// So many at work count without having been suspects before: even tasks that run for hours,
  /// longer than any probation, come to the end of their attempts.
  private static final int FEW = 2;

  private Blame() {}

  /// The judgement on the tasks that were at work. Suspects among them were tried apart, and it was
  /// one of those; without any it may have been each of them.
  ///
  /// @param suspects among how many a task was a suspect already
  static Change.Recover of(Collection<Task> atWork, Map<String, Integer> suspects, Instant at) {
    int tried = (int) atWork.stream().filter(task -> suspects.containsKey(task.id())).count();
    int among = tried == 0 ? atWork.size() : tried;
    boolean counts = among <= (tried == 0 ? FEW : 1);
    return new Change.Recover(
        at,
        atWork.stream()
            .map(task -> {
              boolean culprit = tried == 0 || suspects.containsKey(task.id());
              return new Change.Recover.Suspect(
                  task.id(), culprit ? among : atWork.size(), culprit && counts);
            })
            .toList());
  }
}
