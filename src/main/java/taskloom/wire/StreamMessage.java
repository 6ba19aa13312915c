package taskloom.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a task's stream tells (MathModelAgent, "The stream"). [StreamMessages] writes them.
public sealed interface StreamMessage {
  /// The word in `type`.
  String type();

  /// The task's overall state: started, a warning, finished.
  record SystemMessage(@JsonProperty("content") String content) implements StreamMessage {
    @Override
    public String type() {
      return "system";
    }
  }

  /// An agent's turn.
  ///
  /// @param agentType `CoordinatorAgent`, `ModelerAgent`, `CoderAgent` or `WriterAgent`
  /// @param status `start`, `working`, `done` or `error`
  record AgentMessage(
      @JsonProperty("agent_type") String agentType,
      @JsonProperty("status") String status,
      @JsonProperty("content") String content)
      implements StreamMessage {
    @Override
    public String type() {
      return "agent";
    }
  }

  /// A step inside an agent's turn.
  ///
  /// @param stepIndex 1 to `totalSteps`
  /// @param status `in_progress`, `completed` or `failed`
  record StepMessage(
      @JsonProperty("step_name") String stepName,
      @JsonProperty("step_index") int stepIndex,
      @JsonProperty("total_steps") int totalSteps,
      @JsonProperty("status") String status,
      @JsonProperty("content") String content)
      implements StreamMessage {
    @Override
    public String type() {
      return "step";
    }
  }

  /// A cell that ran.
  ///
  /// @param error its traceback, or null
  /// @param executionTime in seconds
  /// @param figures names of the files it drew in the task's workspace
  record CodeExecutionMessage(
      @JsonProperty("code") String code,
      @JsonProperty("output") String output,
      @JsonProperty("error") @Nullable String error,
      @JsonProperty("execution_time") double executionTime,
      @JsonProperty("figures") List<String> figures)
      implements StreamMessage {
    @Override
    public String type() {
      return "code_execution";
    }
  }

  /// How much of the work is done.
  ///
  /// @param progress 0…1, never less than before
  record ProgressMessage(
      @JsonProperty("progress") double progress,
      @JsonProperty("stage") String stage,
      @JsonProperty("message") String message)
      implements StreamMessage {
    @Override
    public String type() {
      return "progress";
    }
  }

  /// A serious failure of the task; its last message if it failed.
  ///
  /// @param errorType such as `CodeExecutionError`
  record ErrorMessage(
      @JsonProperty("error_type") String errorType,
      @JsonProperty("message") String message,
      @JsonProperty("details") String details)
      implements StreamMessage {
    @Override
    public String type() {
      return "error";
    }
  }

  /// The last message of a task that succeeded.
  ///
  /// @param resultFiles names of files in the task's workspace
  record CompletionMessage(
      @JsonProperty("content") String content,
      @JsonProperty("result_files") List<String> resultFiles)
      implements StreamMessage {
    @Override
    public String type() {
      return "success";
    }
  }
}
