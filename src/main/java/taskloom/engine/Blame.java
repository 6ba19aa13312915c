package taskloom.engine;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import taskloom.task.Change;
import taskloom.task.Suspicion;
import taskloom.task.Task;

/// Whose fault it may be that a process has died. One task can end it for all that are at work, and
/// so can somebody outside, again and again; nobody says which it was. So a task is tried, and an
/// attempt counts only where the process lived at least as long without the task as it then did
/// with it:
///
/// 1. All that were at work are suspects, and none is to blame. At the next start they all begin at
///    once, and everybody else beside them: most deaths have nothing to do with tasks. When the
///    process dies again with some of them at work, these are tried in small groups, and smaller
///    ones with each further death; in the end each is tried alone. Of this nothing counts either:
///    whoever is killed from outside in short lives dies of it too.
/// 2. A suspect with which the process has died once more waits until the process has lived for a
///    while without it (two seconds), and is on trial for as long again. If the process dies in
///    that time, the attempt counts. In any case the next wait is three times as long. Kills that
///    come in the same rhythm with and without the task soon come during the wait, where they prove
///    nothing against it; a task that ends the process is still there after every wait.
/// 3. One that lives through its trial is let go. When the process dies with some of those at work
///    later, and with nobody on trial, they were let go too soon: their next trial is longer. After
///    some of these deaths each counts, so that a task which ends the process late comes to an end
///    as well.
///
/// A finished part clears a task, and so does its end. See [Probation] for the trials.
final class Blame {
  /// So many that were let go are tried each by itself, the longer the more often it happens; more
  /// are tried in groups again.
  private static final int FEW = 16;

  /// From so many deaths on a task counts that was let go and alone of these at work.
  private static final int PATIENCE = 6;

  private final Map<String, Suspicion> known;
  private final int atWork;
  private final Set<String> culprits;
  private final boolean onTrial;

  private Blame(Collection<Task> atWork, Map<String, Suspicion> known) {
    this.known = known;
    this.atWork = atWork.size();
    var tried = ids(atWork, known, true);
    var letGo = ids(atWork, known, false);
    this.onTrial = !tried.isEmpty();
    this.culprits =
        onTrial
            ? tried
            : letGo.isEmpty() ? atWork.stream().map(Task::id).collect(Collectors.toSet()) : letGo;
  }

  private static Set<String> ids(
      Collection<Task> tasks, Map<String, Suspicion> known, boolean onTrial) {
    return tasks.stream()
        .map(Task::id)
        .filter(id -> {
          var suspicion = known.get(id);
          return suspicion != null && suspicion.among() > 0 == onTrial;
        })
        .collect(Collectors.toSet());
  }

  /// The judgement on the tasks that were at work.
  ///
  /// @param known what tasks were suspected of before
  static Change.Recover of(Collection<Task> atWork, Map<String, Suspicion> known, Instant at) {
    var blame = new Blame(atWork, known);
    return new Change.Recover(at, atWork.stream().map(task -> blame.judge(task.id())).toList());
  }

  private Change.Recover.Suspect judge(String id) {
    var before = known.get(id);
    if (before == null) {
      int all = culprits.contains(id) ? culprits.size() : atWork;
      return new Change.Recover.Suspect(id, new Suspicion(all * Probation.SHARE, 0), false);
    }
    int deaths = before.deaths();
    if (!culprits.contains(id)) {
      return new Change.Recover.Suspect(id, new Suspicion(atWork, deaths), false);
    }
    boolean alone = culprits.size() == 1;
    boolean counts = alone && deaths >= (onTrial ? 1 : PATIENCE);
    int again = alone || wereFewLetGo() ? 1 : 0;
    return new Change.Recover.Suspect(id, new Suspicion(culprits.size(), deaths + again), counts);
  }

  private boolean wereFewLetGo() {
    return !onTrial && culprits.size() <= FEW;
  }
}
