package taskloom.runner;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// One task's folder. The task's code writes into it whatever it likes, at any time, links and all;
/// whatever is done here by name stays inside it nevertheless. It may be deleted meanwhile: nothing
/// done here brings it back. Safe from any thread.
public final class Workspace {
  private static final Logger LOG = System.getLogger(Workspace.class.getName());
  private static final int MOST_LISTED = 5_000;
  private static final int DEPTH = 24;
  private static final String OWN = "own";

  private final String taskId;
  private final Path root;
  private final Path staging;
  private final Allowance.OfTasks allowances;
  private final Supplier<OptionalInt> owner;

  /// @param owner asked for when something is to be given to the user that runs the task's code: a
  ///   runner may come later than the folder
  Workspace(
      String taskId,
      Path root,
      Path staging,
      Allowance.OfTasks allowances,
      Supplier<OptionalInt> owner) {
    this.taskId = taskId;
    this.root = root;
    this.staging = staging;
    this.allowances = allowances;
    this.owner = owner;
  }

  /// Whose folder it is.
  public String taskId() {
    return taskId;
  }

  /// Its files, by path; ordinary ones only, the first few thousand.
  ///
  /// @throws Refusal `task_not_found` once the folder has been deleted
  public List<WorkspaceFile> list() throws IOException {
    var files = new ArrayList<WorkspaceFile>();
    try (var top = top()) {
      list(top, "", DEPTH, files);
    }
    return files;
  }

  /// Opens a file by a name from outside.
  ///
  /// @throws Refusal `validation` for a name that is none, `not_found` where there is no such
  ///   ordinary file (a link is none)
  public OpenFile read(String name) throws IOException {
    var path = WorkspacePath.of(name);
    try (var parent = enter(path)) {
      var opened = parent.read(path.fileName());
      return new OpenFile(file(path.toString(), opened.status()), opened.channel());
    } catch (IOException _) { // among them the plain one for a link just swapped in
      throw notFound(path);
    }
  }

  /// Removes a file, or a link (not what it points to).
  ///
  /// @throws Refusal as `read`
  public void delete(String name) throws IOException {
    var path = WorkspacePath.of(name);
    try (var parent = enter(path)) {
      parent.deleteFile(path.fileName());
    } catch (IOException _) {
      throw notFound(path);
    }
  }

  /// Begins a request's uploads. They share the bounds, with those of other requests too. Close it.
  ///
  /// @param owner of the task: all that an owner's tasks hold is bounded, too
  public Intake intake(String owner) throws IOException {
    var aside = aside();
    try {
      return new Intake(this, owner, aside, allowances);
    } catch (IOException | RuntimeException e) {
      remove(aside);
      throw e;
    }
  }

  /// Writes a file of the server's own (an artifact), over one of the same name. The bounds of
  /// uploads do not hold for it, whatever code has written beside them.
  public WorkspaceFile write(String name, byte[] content) throws IOException {
    var path = WorkspacePath.ofUpload(name);
    var aside = aside();
    try {
      Files.write(aside.resolve(OWN), content);
      place(aside, List.of(new Arrival(OWN, path)));
      return new WorkspaceFile(path.toString(), content.length, Instant.now());
    } catch (IOException e) {
      throw StorageFull.or(e);
    } finally {
      remove(aside);
    }
  }

  /// A folder of the server's own, out of reach of the task's code.
  private Path aside() throws IOException {
    try {
      return Files.createTempDirectory(staging, "intake-");
    } catch (IOException e) {
      throw StorageFull.or(e);
    }
  }

  /// Removes one of those.
  void remove(Path aside) throws IOException {
    try (var parent = Folder.open(staging)) {
      Tree.delete(parent, aside.getFileName().toString());
    }
  }

  /// Writes all files as a zip archive to `out`, which stays open, under names that are safe on
  /// other systems too. A file that disappears meanwhile is left out.
  ///
  /// @throws Refusal as `list`, before anything is written
  public void zip(OutputStream out) throws IOException {
    var zip = new ZipOutputStream(out);
    var names = new WindowsNames();
    for (var file : list()) {
      try (var open = read(file.path())) {
        var entry = new ZipEntry(names.path(file.path()));
        entry.setTime(file.createdAt().toEpochMilli());
        zip.putNextEntry(entry);
        open.stream().transferTo(zip);
        zip.closeEntry();
      } catch (Refusal _) {
        // gone since it was listed
      }
    }
    zip.finish();
  }

  /// Where it is, for the sandbox. The server goes there by open folders alone.
  Path folder() {
    return root.resolve(taskId);
  }

  /// Where all tasks' folders are.
  Path root() {
    return root;
  }

  /// Gives the folder to the user that is about to run in it, where it is another's.
  void handOver() throws IOException {
    try (var parent = Folder.open(root)) {
      Ownership.giveAll(parent, taskId, owner.get());
    }
  }

  /// What the folder takes on the disk; stops counting past `most` entries.
  DiskUse use(int most) throws IOException {
    try (var top = top()) {
      return DiskUse.of(top, most);
    }
  }

  /// The number of the disk that it lies on.
  long device() throws IOException {
    try (var top = top()) {
      return top.status().device();
    }
  }

  /// What is free on the disk that it lies on, in bytes.
  long free() {
    return root.toFile().getUsableSpace(); // a file store would read the table of mounts
  }

  /// From here on a clean-up leaves uploads alone; until `codeEnded`.
  void codeBegins() {
    allowances.uploads().putIfAbsent(taskId, new ConcurrentHashMap<>());
  }

  /// No code of the task runs any longer.
  void codeEnded() {
    allowances.quotas().changed(taskId);
    allowances.uploads().remove(taskId);
  }

  /// Removes what was written since `when` until the folder is well within the limits again, the
  /// bounds of uploads and the disk's reserve, too. Every process of the task must have ended.
  void makeRoom(Instant when, Limits limits) {
    var bounds = allowances.bounds();
    try (var top = top()) {
      var bytes = Math.min(limits.disk().folder(), bounds.total()) / 2;
      var entries = Math.min(limits.disk().files(), bounds.files()) / 2;
      var missing = limits.disk().reserve() - free();
      var left = missing > 0 ? DiskUse.of(top, Integer.MAX_VALUE).bytes() - 2 * missing : bytes;
      new Cleanup(when, allowances.uploads().getOrDefault(taskId, Map.of()))
          .run(top, Math.min(bytes, left), entries);
    } catch (IOException | Refusal e) {
      LOG.log(Level.WARNING, "could not make room in the folder of task " + taskId, e);
    }
  }

  /// A finished file in the folder `aside`, and where it belongs.
  record Arrival(String staged, WorkspacePath path) {}

  /// Moves finished files out of the folder `aside` into this one, making folders on the way: all
  /// of them, or none where one cannot be.
  void place(Path aside, List<Arrival> arrivals) throws IOException {
    try (var source = Folder.open(aside);
        var top = top();
        var moves = new Moves(source, top)) {
      for (var arrival : arrivals) {
        source.give(arrival.staged(), owner.get());
        try {
          moves.place(arrival, owner.get());
        } catch (FolderException | NoSuchFileException | NotDirectoryException e) {
          throw StorageFull.is(e)
              ? StorageFull.refusal()
              : new Refusal(
                  ErrorCode.VALIDATION,
                  "'" + arrival.path() + "' cannot be stored: a folder or file is in its way");
        }
      }
      moves.keep(allowances.uploads().get(taskId), allowances.bounds().files());
    }
  }

  private Folder top() throws IOException {
    try (var parent = Folder.open(root)) {
      return parent.enter(taskId);
    } catch (NoSuchFileException | NotDirectoryException _) {
      throw Refusal.taskNotFound();
    }
  }

  private Folder enter(WorkspacePath path) throws IOException {
    var parent = top();
    for (var name : path.folders()) {
      try (var outer = parent) {
        parent = outer.enter(name);
      }
    }
    return parent;
  }

  private static void list(Folder in, String prefix, int depth, List<WorkspaceFile> files)
      throws IOException {
    for (var name : in.names(MOST_LISTED)) {
      if (files.size() >= MOST_LISTED) {
        return;
      }
      try {
        var status = in.status(name);
        var text = Folder.text(name);
        if (text == null) {
          continue; // no name that anybody could ask for
        }
        if (status.isFile() && WorkspacePath.isValid(prefix + text)) {
          files.add(file(prefix + text, status));
        } else if (status.isFolder() && depth > 0) {
          try (var inner = in.enter(name)) {
            list(inner, prefix + text + "/", depth - 1, files);
          }
        }
      } catch (IOException _) {
        // gone since it was named, or closed by its owner's code
      }
    }
  }

  private static WorkspaceFile file(String path, SystemCalls.Status status) {
    return new WorkspaceFile(path, status.size(), Instant.EPOCH.plusNanos(status.created()));
  }

  private static Refusal notFound(WorkspacePath path) {
    return new Refusal(
        ErrorCode.NOT_FOUND, "There is no file '" + path + "' in this task's folder");
  }
}
