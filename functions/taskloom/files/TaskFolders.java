package taskloom.files;

import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.Optional;
import taskloom.engine.Caller;
import taskloom.engine.Tasks;
import taskloom.runner.OpenFile;
import taskloom.runner.Workspace;
import taskloom.runner.Workspaces;
import taskloom.server.Params;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// The folders of the tasks a caller sees. Safe from any thread.
public final class TaskFolders {
  private final Tasks tasks;
  private final Workspaces workspaces;

  /// @param tasks who may see what
  public TaskFolders(Tasks tasks, Workspaces workspaces) {
    this.tasks = tasks;
    this.workspaces = workspaces;
  }

  /// The folder of the task in the path; empty for a task that has none, as reasoning tasks have.
  Optional<Workspace> find(Caller caller, ServerRequest request) {
    return workspaces.find(tasks.visible(caller, Params.taskId(request)).id());
  }

  /// The same where there must be one.
  ///
  /// @throws Refusal `NOT_FOUND`
  Workspace of(Caller caller, ServerRequest request) {
    return find(caller, request)
        .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "This task has no files"));
  }

  /// Opens the file that `filename` in the query names.
  ///
  /// @throws Refusal `NOT_FOUND`, and `INVALID_REQUEST` for a name that leads out of the folder
  OpenFile queried(Caller caller, ServerRequest request) throws IOException {
    var name = Params.required(request, "filename");
    try {
      return of(caller, request).read(name);
    } catch (Refusal refusal) {
      throw aboutQuery(refusal);
    }
  }

  /// Writes down how many files there are now, after a change. A task that has been deleted
  /// meanwhile takes them with it.
  void count(Caller caller, Workspace workspace) throws IOException, InterruptedException {
    var id = workspace.taskId();
    try {
      tasks.edit(caller, id, null, null, null, workspace.list().size());
    } catch (Refusal refusal) {
      if (refusal.code() == ErrorCode.TASK_NOT_FOUND) {
        workspaces.delete(id);
      }
      throw refusal;
    }
  }

  /// In a query a bad name is a bad request; `validation` speaks of bodies.
  static Refusal aboutQuery(Refusal refusal) {
    return refusal.code() == ErrorCode.VALIDATION
        ? new Refusal(ErrorCode.INVALID_REQUEST, refusal.sentence())
        : refusal;
  }
}
