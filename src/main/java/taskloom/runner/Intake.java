package taskloom.runner;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// Files on their way into a task's folder, within its bounds. A file is written aside, out of
/// reach of the task's code, and moved in when it is whole. One thread at a time; close it.
public final class Intake implements AutoCloseable {
  private final Workspace workspace;
  private final Path aside;
  private final Allowance.OfTasks allowances;
  private final FileBounds bounds;
  private final Allowance allowance;
  private final OwnerQuotas.Draw quota;
  private long bytes; // written aside: taken from the allowance, and not in the folder yet
  private int files;

  Intake(Workspace workspace, String owner, Path aside, Allowance.OfTasks allowances)
      throws IOException {
    this.workspace = workspace;
    this.aside = aside;
    this.allowances = allowances;
    this.bounds = allowances.bounds();
    this.quota = allowances.quotas().draw(workspace.root(), owner, workspace.taskId());
    try {
      this.allowance = allowances.enter(workspace.taskId(), workspace);
    } catch (IOException | RuntimeException e) {
      quota.close();
      throw e;
    }
  }

  /// Stores a file under a name from outside, over one of the same name.
  ///
  /// @throws Refusal `validation` for a name that is none, `payload_too_large` past a bound,
  ///   `task_not_found` once the folder has been deleted
  public WorkspaceFile store(String name, InputStream content) throws IOException {
    var path = WorkspacePath.ofUpload(name);
    var staged = stage(path, content, bounds.file());
    return place(List.of(staged)).getFirst();
  }

  /// Stores an archive's files, all of them or none. Folders inside become folders.
  ///
  /// @param name of the archive; its ending tells the kind
  /// @throws Refusal as `store`, and `validation` for an archive that is broken, locked, or has
  ///   links, absolute names or `..` in it
  public List<WorkspaceFile> unpack(String name, InputStream content) throws IOException {
    var archive = stage(WorkspacePath.ofUpload(name), content, bounds.file());
    giveBack(1, archive.size); // the archive itself does not stay
    var before = bytes;
    var unpacked = new ArrayList<Staged>();
    Archive.of(name, aside.resolve(archive.name))
        .forEach(
            (entry, stream) -> {
              unpacked.add(stage(WorkspacePath.ofUpload(entry), stream, bounds.file()));
              var grown = bytes - before;
              if (grown > 10_000_000 && grown / bounds.ratio() > archive.size) {
                throw tooLarge("'" + name + "' unpacks to far more than its size");
              }
            },
            4 * bounds.files());
    return place(unpacked);
  }

  /// Whether a file of this name is unpacked rather than kept as it is.
  public static boolean isArchive(String name) {
    return Archive.isArchive(name);
  }

  @Override
  public void close() throws IOException {
    try {
      workspace.remove(aside);
    } finally {
      giveBack(files, bytes);
      quota.close();
      allowances.leave(workspace.taskId());
    }
  }

  private void giveBack(int lessFiles, long less) {
    allowance.giveBack(lessFiles, less);
    quota.giveBack(less);
    files -= lessFiles;
    bytes -= less;
  }

  /// A whole file, written aside.
  private record Staged(Path name, WorkspacePath path, long size) {}

  private Staged stage(WorkspacePath path, InputStream content, long most) throws IOException {
    if (!allowance.takeFile()) {
      throw tooLarge("A task holds at most " + bounds.files() + " files");
    }
    files++;
    var name = Path.of(UUID.randomUUID().toString());
    var before = bytes;
    var whole = false;
    try (var out = Files.newOutputStream(aside.resolve(name))) {
      var buffer = new byte[1 << 16];
      for (var read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        if (bytes - before + read > most) {
          throw tooLarge("'" + path + "' is larger than " + most / 1_000_000 + " MB");
        }
        if (!allowance.take(read)) {
          throw tooLarge(
              "A task's files hold at most " + bounds.total() / 1_000_000 + " MB together");
        }
        bytes += read;
        quota.take(read);
        if (workspace.free() - read < bounds.reserve()) {
          throw StorageFull.refusal();
        }
        out.write(buffer, 0, read);
      }
      whole = true;
    } catch (IOException e) {
      throw StorageFull.or(e);
    } finally {
      if (!whole) {
        giveBack(1, bytes - before);
        Files.deleteIfExists(aside.resolve(name));
      }
    }
    return new Staged(name, path, bytes - before);
  }

  private List<WorkspaceFile> place(List<Staged> arrived) throws IOException {
    var size = arrived.stream().mapToLong(Staged::size).sum();
    var arrivals =
        arrived.stream()
            .map(file -> new Workspace.Arrival(file.name.toString(), file.path))
            .toList();
    allowance.place(arrived.size(), size, () -> workspace.place(aside, arrivals));
    quota.keep(size);
    files -= arrived.size();
    bytes -= size;
    return arrived.stream()
        .map(file -> new WorkspaceFile(file.path.toString(), file.size, Instant.now()))
        .toList();
  }

  private static Refusal tooLarge(String sentence) {
    return new Refusal(ErrorCode.PAYLOAD_TOO_LARGE, sentence);
  }
}
