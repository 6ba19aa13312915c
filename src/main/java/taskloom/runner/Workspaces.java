package taskloom.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import taskloom.task.Refusal;

/// The tasks' folders, one below `root` for each. Safe from any thread.
public final class Workspaces {
  private static final Pattern TASK_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

  private final Path root;
  private final Path staging;
  private final Allowance.OfTasks allowances;
  private final Supplier<Sandbox> sandbox;

  /// @param root made where it is missing; on one file system, shared with the runner's container
  ///   where there is one
  /// @param quotas of all of an owner's tasks
  /// @param sandbox asked for when a task's folder is opened
  public Workspaces(Path root, FileBounds bounds, OwnerQuotas quotas, Supplier<Sandbox> sandbox)
      throws IOException {
    this.root = root.toAbsolutePath().normalize();
    this.staging = this.root.resolve(".staging");
    this.allowances = new Allowance.OfTasks(bounds, quotas);
    this.sandbox = sandbox;
    Files.createDirectories(staging);
    try (var left = Files.list(staging)) {
      if (left.findAny().isEmpty()) {
        return; // nothing to load the system's calls for
      }
    }
    Tree.empty(staging); // uploads that a crash cut off
  }

  /// The same without a bound over an owner's tasks.
  public Workspaces(Path root, FileBounds bounds, Supplier<Sandbox> sandbox) throws IOException {
    this(root, bounds, OwnerQuotas.none(), sandbox);
  }

  /// The task's folder, made where it is missing.
  ///
  /// @throws Refusal `task_not_found` for an id that is no id
  public Workspace open(String taskId) throws IOException {
    var found = find(taskId);
    if (found.isPresent()) {
      return found.get();
    }
    var workspace = workspace(taskId);
    try {
      Files.createDirectory(workspace.folder());
      workspace.handOver();
    } catch (IOException e) {
      throw StorageFull.or(e);
    }
    return workspace;
  }

  /// The task's folder where it has one.
  ///
  /// @throws Refusal as `open`
  public Optional<Workspace> find(String taskId) {
    return exists(taskId) ? Optional.of(workspace(taskId)) : Optional.empty();
  }

  private Workspace workspace(String taskId) {
    Supplier<OptionalInt> owner = () -> sandbox.get().userOf(taskId);
    return new Workspace(taskId, root, staging, allowances, owner);
  }

  /// Whether the task has a folder.
  public boolean exists(String taskId) {
    return Files.isDirectory(folder(taskId), LinkOption.NOFOLLOW_LINKS);
  }

  /// Removes the task's folder and everything in it; nothing when there is none. Needs no free
  /// space. Close its interpreter first: what its code still writes into it goes as well.
  public void delete(String taskId) throws IOException {
    if (exists(taskId)) {
      remove(taskId);
    }
  }

  /// Out of the tasks' way in one step, then emptied: whatever happens meanwhile, there is no task
  /// with half a folder, and the next start goes on.
  private void remove(String taskId) throws IOException {
    var trash = "trash-" + UUID.randomUUID();
    try (var parent = Folder.open(root);
        var aside = Folder.open(staging)) {
      if (parent.status(taskId).isFolder()) {
        parent.move(taskId, aside, trash);
        Tree.delete(aside, trash);
      } else {
        parent.deleteFile(taskId);
      }
    } catch (NoSuchFileException _) {
      // another has removed it
    }
    allowances.quotas().changed(taskId);
  }

  /// Removes the folders of tasks that are none: of submissions that a crash cut off, and of
  /// deletions that it left half done.
  ///
  /// @param isTask whether there is a task of that id; what it throws ends the sweep
  /// @param before a folder that has changed since may be of a task that is on its way in
  public void sweep(Predicate<String> isTask, Instant before) throws IOException {
    try (var folders = Files.newDirectoryStream(root)) {
      for (var folder : folders) {
        var id = String.valueOf(folder.getFileName());
        if (TASK_ID.matcher(id).matches()
            && Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS)
                .toInstant()
                .isBefore(before)
            && !isTask.test(id)) {
          remove(id);
        }
      }
    }
  }

  private Path folder(String taskId) {
    if (!TASK_ID.matcher(taskId).matches()) {
      throw Refusal.taskNotFound();
    }
    return root.resolve(taskId);
  }
}
