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

  Workspace workspace(String taskId, Words words) throws ModelingFailure {
    try {
      return workspaces.open(taskId);
    } catch (IOException _) {
      throw new ModelingFailure(FailureType.TASK_FAILED, words.noFolder());
    }
  }
}
