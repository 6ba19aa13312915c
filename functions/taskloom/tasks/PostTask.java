package taskloom.tasks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import taskloom.engine.Caller;
import taskloom.engine.Commits;
import taskloom.engine.NewTask;
import taskloom.engine.Submission;
import taskloom.engine.Tasks;
import taskloom.server.Answers;
import taskloom.server.Bodies;
import taskloom.server.OwnedHandler;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.task.Task;
import taskloom.wire.Json;
import taskloom.wire.TaskInputs;
import taskloom.wire.Texts;

/// `POST /tasks`: takes a reasoning task in, `{"text":…}` or `{"event":{…}}`, with a `title` if
/// wanted. Answers 202 with its `Location`; with `Prefer: wait=N` (RFC 7240) 200 if it ends within
/// N seconds. The same `Idempotency-Key` gives the first task again.
public final class PostTask implements OwnedHandler {
  private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");
  private static final HeaderName REPLAYED = HeaderNames.create("Idempotency-Replayed");
  private static final HeaderName APPLIED = HeaderNames.create("Preference-Applied");
  private static final int MAX_KEY = 256;
  private static final int MAX_TITLE = 200;

  private final Tasks tasks;

  /// Submits to `tasks`.
  public PostTask(Tasks tasks) {
    this.tasks = tasks;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response)
      throws Exception {
    var key = idempotencyKey(request);
    var body = Bodies.object(request);
    var draft = titled(NewTask.reasoning(TaskInputs.read(body), key), title(body));
    var submission = Commits.await(tasks.submit(caller, draft));
    var wait = Prefer.waitOf(request);
    var task = wait.isPositive() ? afterItsEnd(caller, submission, wait) : submission.task();
    response.header(HeaderNames.LOCATION, "/tasks/" + task.id());
    if (submission.repeated()) {
      response.header(REPLAYED, "true");
    }
    if (wait.isPositive()) {
      response.header(APPLIED, "wait=" + wait.toSeconds());
    }
    var status = task.status().isFinal() ? Status.OK_200 : Status.ACCEPTED_202;
    Answers.json(request, response, status, Json.bytes(TaskView.of(task)));
  }

  /// The task at its end, or after `wait` as it is then.
  private Task afterItsEnd(Caller caller, Submission submission, Duration wait)
      throws InterruptedException, ExecutionException {
    var id = submission.task().id();
    try {
      tasks.ended(id).get(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      // It is told as it is.
    }
    return tasks.visible(caller, id);
  }

  private static @Nullable String idempotencyKey(ServerRequest request) {
    var key = request.headers().first(IDEMPOTENCY_KEY).orElse(null);
    if (key != null && (key.isBlank() || key.length() > MAX_KEY)) {
      throw new Refusal(
          ErrorCode.INVALID_REQUEST,
          "Idempotency-Key must have 1 to %d characters".formatted(MAX_KEY));
    }
    return key;
  }

  private static @Nullable String title(ObjectNode body) {
    var title = body.path("title");
    if (title.isMissingNode() || title.isNull()) {
      return null;
    }
    if (!title.isTextual()
        || title.textValue().isBlank()
        || title.textValue().length() > MAX_TITLE) {
      throw new Refusal(
          ErrorCode.INVALID_REQUEST,
          "title must be a text of 1 to %d characters".formatted(MAX_TITLE));
    }
    Texts.requireWellFormed(title.textValue());
    return title.textValue().strip();
  }

  private static NewTask titled(NewTask draft, @Nullable String title) {
    return title == null
        ? draft
        : new NewTask(
            draft.kind(),
            draft.id(),
            title,
            draft.description(),
            draft.taskType(),
            draft.compTemplate(),
            draft.fileCount(),
            draft.input(),
            draft.idempotencyKey());
  }
}
