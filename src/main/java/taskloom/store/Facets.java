package taskloom.store;

import java.util.EnumMap;
import java.util.Map;
import taskloom.task.TaskKind;
import taskloom.task.TaskStatus;

/// The facets of a task: everything lists can be filtered by except text and time, as one number.
final class Facets {
  private Facets() {}

  /// What stays the same while a task lives.
  record Name(String owner, TaskKind kind, String taskType) {}

  /// The facets of one [Name]: one for each status, pinned or not. They are made together, so that
  /// no list misses a task which moves to a facet that was not there when the list was begun.
  static final class Family {
    private final Map<TaskStatus, Integer> unpinned = new EnumMap<>(TaskStatus.class);
    private final Map<TaskStatus, Integer> pinned = new EnumMap<>(TaskStatus.class);

    void put(TaskStatus status, boolean isPinned, int facet) {
      (isPinned ? pinned : unpinned).put(status, facet);
    }

    /// The facet, or 0 when there is none yet.
    int facet(TaskStatus status, boolean isPinned) {
      return (isPinned ? pinned : unpinned).getOrDefault(status, 0);
    }
  }
}
