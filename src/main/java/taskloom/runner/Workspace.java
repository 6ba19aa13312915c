package taskloom.runner;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
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

  private final String taskId;
  private final Path folder;
  private final Path staging;
  private final Allowance.OfTasks allowances;
  private final Supplier<OptionalInt> owner;

  /// @param owner asked for when something is to be given to the user that runs the task's code: a
  ///   runner may come later than the folder
  Workspace(
      String taskId,
      Path folder,
      Path staging,
      Allowance.OfTasks allowances,
      Supplier<OptionalInt> owner) {
    this.taskId = taskId;
    this.folder = folder;
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
      var attributes = parent.attributes(path.fileName());
      var file =
          new WorkspaceFile(
              path.toString(), attributes.size(), attributes.creationTime().toInstant());
      return new OpenFile(file, parent.read(path.fileName()));
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
  public Intake intake() throws IOException {
    var aside = Files.createTempDirectory(staging, "intake-");
    try {
      return new Intake(this, aside, allowances);
    } catch (IOException e) {
      Files.delete(aside);
      throw e;
    }
  }

  /// Writes a file of the server's own (an artifact), over one of the same name.
  public WorkspaceFile write(String name, byte[] content) throws IOException {
    try (var intake = intake()) {
      return intake.store(name, new ByteArrayInputStream(content));
    }
  }

  /// Writes all files as a zip archive to `out`, which stays open. A file that disappears meanwhile
  /// is left out.
  ///
  /// @throws Refusal as `list`, before anything is written
  public void zip(OutputStream out) throws IOException {
    var zip = new ZipOutputStream(out);
    for (var file : list()) {
      try (var open = read(file.path())) {
        var entry = new ZipEntry(file.path());
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

  Path folder() {
    return folder;
  }

  /// Gives the folder to the user that is about to run in it, where it is another's.
  void handOver() throws IOException {
    Ownership.giveAll(folder, owner.get());
  }

  /// Removes what was written since `when` until the folder is well within the limits again.
  /// Nothing may run in it meanwhile.
  void makeRoom(Instant when, Limits limits) {
    try {
      Tree.makeRoom(folder, when, limits.disk().folder() / 2, limits.disk().files() / 2);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "could not make room in the folder of task " + taskId, e);
    }
  }

  /// Moves a finished file out of the folder `aside` into this one under `path`, making folders on
  /// the way.
  void place(Path aside, Path staged, WorkspacePath path) throws IOException {
    Ownership.give(aside.resolve(staged), owner.get());
    var parent = top();
    try (var source = Folder.open(aside)) {
      for (var name : path.folders()) {
        try (var outer = parent) {
          parent = enterOrMake(outer, name, aside, source);
        }
      }
      source.move(staged, parent, path.fileName());
    } catch (IOException _) {
      throw new Refusal(
          ErrorCode.VALIDATION, "'" + path + "' cannot be stored: a folder or file is in its way");
    } finally {
      parent.close();
    }
  }

  /// There is no `mkdirat` here: a folder is made aside and moved in.
  private Folder enterOrMake(Folder parent, Path name, Path aside, Folder source)
      throws IOException {
    try {
      return parent.enter(name);
    } catch (NoSuchFileException _) {
      var made = Files.createTempDirectory(aside, "folder-");
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
      Ownership.give(made, owner.get());
      source.move(made.getFileName(), parent, name);
      return parent.enter(name);
    }
  }

  private Folder top() throws IOException {
    try {
      return Folder.open(folder);
    } catch (NoSuchFileException _) {
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
        var attributes = in.attributes(name);
        if (attributes.isRegularFile() && WorkspacePath.isValid(prefix + name)) {
          files.add(
              new WorkspaceFile(
                  prefix + name, attributes.size(), attributes.creationTime().toInstant()));
        } else if (attributes.isDirectory() && depth > 0) {
          try (var inner = in.enter(name)) {
            list(inner, prefix + name + "/", depth - 1, files);
          }
        }
      } catch (IOException _) {
        // gone since it was named
      }
    }
  }

  private static Refusal notFound(WorkspacePath path) {
    return new Refusal(
        ErrorCode.NOT_FOUND, "There is no file '" + path + "' in this task's folder");
  }
}
