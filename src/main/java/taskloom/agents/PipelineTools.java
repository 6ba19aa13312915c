package taskloom.agents;

import java.io.IOException;
import taskloom.runner.Interpreters;
import taskloom.runner.Limits;
import taskloom.runner.Workspace;
import taskloom.runner.Workspaces;

/// What every attempt works with; one for the whole server.
///
/// @param limits of each task's interpreter
/// @param tokenBudget tokens a task may use, 0 for no bound (`TASKLOOM_TOKEN_BUDGET`)
public record PipelineTools(
    Workspaces workspaces,
    Interpreters interpreters,
    Limits limits,
    Library library,
    long tokenBudget,
    Messages messages) {

  Workspace workspace(String taskId) throws ModelingFailure {
    try {
      return workspaces.open(taskId);
    } catch (IOException _) {
      throw new ModelingFailure(FailureType.TASK_FAILED, "无法打开任务的文件夹，请检查服务器磁盘");
    }
  }
}
