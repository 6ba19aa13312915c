package taskloom.runner;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import taskloom.runner.SystemCalls.Status;
import taskloom.runner.Workspace.Arrival;

/// Files on their way from where they were written aside into a task's folder, together: closed
/// before `keep`, everything is again as it was. One thread at a time.
final class Moves implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Moves.class.getName());

  private final Folder aside;
  private final Folder top;
  private final ArrayDeque<Step> done = new ArrayDeque<>();

  /// Something that was done.
  ///
  /// @param folders where, from the top
  /// @param made whether a folder was made under `name`
  /// @param replaced where the file is now that had the name before, or null
  private record Step(List<String> folders, String name, boolean made, @Nullable String replaced) {}

  /// @param aside where the files are, and where those go for a time that they replace
  Moves(Folder aside, Folder top) {
    this.aside = aside;
    this.top = top;
  }

  /// Moves one in, making folders on the way.
  void place(Arrival arrival, OptionalInt owner) throws IOException {
    place(top, arrival, 0, owner);
  }

  private void place(Folder parent, Arrival arrival, int depth, OptionalInt owner)
      throws IOException {
    var folders = arrival.path().folders();
    if (depth == folders.size()) {
      moveIn(parent, arrival);
      return;
    }
    try (var inner = enterOrMake(parent, folders, depth, owner)) {
      place(inner, arrival, depth + 1, owner);
    }
  }

  private void moveIn(Folder parent, Arrival arrival) throws IOException {
    var name = arrival.path().fileName();
    var before = moveAway(parent, name);
    try {
      aside.move(arrival.staged(), parent, name);
    } catch (IOException e) {
      if (before != null) {
        aside.move(before, parent, name);
      }
      throw e;
    }
    done.push(new Step(arrival.path().folders(), name, false, before));
  }

  private @Nullable String moveAway(Folder parent, String name) throws IOException {
    try {
      if (!parent.status(name).isFolder()) {
        var before = UUID.randomUUID().toString();
        parent.move(name, aside, before);
        return before;
      }
    } catch (NoSuchFileException _) {
      // the name is free
    }
    return null;
  }

  /// A folder is made aside, given to its owner there, and moved in.
  private Folder enterOrMake(Folder parent, List<String> folders, int depth, OptionalInt owner)
      throws IOException {
    var name = folders.get(depth);
    try {
      return parent.enter(name);
    } catch (NoSuchFileException _) {
      var made = UUID.randomUUID().toString();
      aside.makeFolder(made);
      aside.give(made, owner);
      aside.move(made, parent, name);
      done.push(new Step(folders.subList(0, depth), name, true, null));
      return parent.enter(name);
    }
  }

  /// Everything stays as it is now.
  ///
  /// @param uploads takes note of the files, up to `most`; null where nobody asks
  void keep(@Nullable Map<Long, Long> uploads, int most) throws IOException {
    for (var step : done) {
      if (uploads != null && !step.made && uploads.size() < most) {
        at(step.folders, 0, top, parent -> note(parent.status(step.name), uploads));
      }
    }
    done.clear();
  }

  private static void note(Status status, Map<Long, Long> uploads) {
    uploads.put(status.inode(), Math.max(status.size(), status.allocated()));
  }

  @Override
  public void close() {
    while (!done.isEmpty()) {
      var step = done.pop();
      try {
        at(step.folders, 0, top, parent -> undo(step, parent));
      } catch (IOException e) {
        LOG.log(Level.WARNING, "a file that was stored in part could not be taken back", e);
      }
    }
  }

  private void undo(Step step, Folder parent) throws IOException {
    if (step.made) {
      parent.deleteFolder(step.name);
      return;
    }
    parent.move(step.name, aside, UUID.randomUUID().toString());
    if (step.replaced != null) {
      aside.move(step.replaced, parent, step.name);
    }
  }

  /// Something to be done in an open folder.
  private interface Task {
    void in(Folder folder) throws IOException;
  }

  private static void at(List<String> folders, int depth, Folder folder, Task task)
      throws IOException {
    if (depth == folders.size()) {
      task.in(folder);
      return;
    }
    try (var inner = folder.enter(folders.get(depth))) {
      at(folders, depth + 1, inner, task);
    }
  }
}
