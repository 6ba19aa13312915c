package taskloom.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import taskloom.engine.Caller;
import taskloom.engine.Tasks;
import taskloom.server.Answers;
import taskloom.server.Bodies;
import taskloom.server.Invalid;
import taskloom.server.OwnedHandler;
import taskloom.server.Params;
import taskloom.wire.Texts;

/// `PUT /history/tasks/{id}` `{"title"?,"description"?}`: renames a task.
public final class PutHistoryTask implements OwnedHandler {
  private static final int MAX_TITLE = 200;
  private static final int MAX_DESCRIPTION = 10_000;

  private final Tasks tasks;

  /// Edits in `tasks`.
  public PutHistoryTask(Tasks tasks) {
    this.tasks = tasks;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    var id = Params.taskId(request);
    var body = Bodies.object(request);
    var title = text(body, "title", MAX_TITLE);
    var description = text(body, "description", MAX_DESCRIPTION);
    if (title == null && description == null) {
      throw new Invalid("body", "title", "give a title or a description", "missing");
    }
    if (title != null && title.isBlank()) {
      throw new Invalid("body", "title", "must not be blank", "value_error");
    }
    tasks.edit(caller, id, title, description, null, null);
    Answers.json(request, response, new Done("Task updated"));
  }

  private static @Nullable String text(ObjectNode body, String name, int max) {
    var node = body.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isTextual()) {
      throw new Invalid("body", name, "must be a string", "string_type");
    }
    var text = node.textValue();
    if (text.length() > max) {
      throw new Invalid(
          "body", name, "may have at most %d characters".formatted(max), "string_too_long");
    }
    Texts.requireWellFormed(text);
    return text;
  }
}
