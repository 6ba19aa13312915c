package taskloom.console;

import static io.helidon.http.Method.GET;
import static io.helidon.http.Method.POST;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import taskloom.engine.Caller;
import taskloom.engine.Commits;
import taskloom.engine.NewTask;
import taskloom.engine.Tasks;
import taskloom.server.Answers;
import taskloom.server.OwnedHandler;
import taskloom.server.Route;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.task.TaskKind;
import taskloom.wire.Json;

/// The modelling routes as published (MathModelAgent, "HTTP neighbours"), over files that are
/// always the same: what the console sees of them, without interpreters and models.
public final class ModelingStandIn {
  private static final String SVG =
      "<svg xmlns='http://www.w3.org/2000/svg' width='80' height='40' onload=\"parent.hacked='svg'\">"
          + "<script>parent.hacked='svgscript'</script><rect width='80' height='40' fill='teal'/></svg>";
  static final int HUGE = 5_000_000;
  static final String TURNED = "report\u202Egnp.exe";

  private final Tasks tasks;
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  public ModelingStandIn(Tasks tasks) {
    this.tasks = tasks;
    var notebook = new String(resource("notebook.ipynb"), StandardCharsets.UTF_8);
    files.put(
        "notebook.ipynb",
        notebook.replace("HUGE", "x".repeat(HUGE)).getBytes(StandardCharsets.UTF_8));
    files.put("res.md", resource("res.md"));
    files.put("res.docx", new byte[] {'P', 'K', 3, 4});
    files.put("trend.png", resource("trend.png"));
    files.put("evil.svg", SVG.getBytes(StandardCharsets.UTF_8));
    files.put(TURNED, new byte[] {'M', 'Z'});
  }

  static List<String> names() {
    return List.of("notebook.ipynb", "res.md", "res.docx");
  }

  public List<Route> routes() {
    return List.of(
        route(
            POST,
            "/modeling",
            (caller, request, response) -> {
              var body =
                  new String(
                      request.content().inputStream().readAllBytes(), StandardCharsets.UTF_8);
              submit(
                  caller,
                  request,
                  response,
                  field(body, "ques_all"),
                  body.split("filename=\"").length - 1);
            }),
        route(
            POST,
            "/example",
            (caller, request, response) ->
                submit(
                    caller,
                    request,
                    response,
                    "example "
                        + new String(
                            request.content().inputStream().readAllBytes(), StandardCharsets.UTF_8),
                    1)),
        route(
            GET,
            "/config",
            (_, request, response) ->
                Answers.json(
                    request,
                    response,
                    Map.of(
                        "examples",
                        List.of(
                            Map.of(
                                "source",
                                "forecast",
                                "title",
                                "某市用水量预测",
                                "description",
                                "时间序列 · 120 行"))))),
        route(
            GET,
            "/track",
            (_, request, response) ->
                Answers.json(
                    request,
                    response,
                    Map.of(
                        "task_id",
                        "x",
                        "total_cost",
                        0.0123,
                        "token_usage",
                        Map.of(
                            "CoderAgent",
                            Map.of(
                                "prompt_tokens",
                                1000,
                                "completion_tokens",
                                250,
                                "total_tokens",
                                1250,
                                "cost",
                                0.01))))),
        route(
            GET,
            "/{task_id}/files",
            (_, request, response) ->
                Answers.json(
                    request,
                    response,
                    Map.of(
                        "files",
                        files.entrySet().stream()
                            .map(file ->
                                Map.of(
                                    "name",
                                    file.getKey(),
                                    "type",
                                    "file",
                                    "size",
                                    file.getValue().length,
                                    "path",
                                    file.getKey(),
                                    "created_at",
                                    "2025-01-17T15:30:01Z"))
                            .toList()))),
        route(
            GET,
            "/{task_id}/file-content",
            (_, request, response) ->
                Answers.json(
                    request,
                    response,
                    Map.of(
                        "content",
                        new String(file(request.query().get("filename")), StandardCharsets.UTF_8),
                        "filename",
                        "x",
                        "type",
                        "text"))),
        route(
            GET,
            "/{task_id}/download-url",
            (_, request, response) ->
                Answers.json(
                    request,
                    response,
                    Map.of(
                        "download_url",
                        "/static/"
                            + request.path().pathParameters().get("task_id")
                            + "/"
                            + java.net.URLEncoder.encode(
                                request.query().get("filename"), StandardCharsets.UTF_8)))),
        route(
            GET,
            "/static/{task_id}/{name}",
            (_, request, response) ->
                Answers.bytes(
                    request,
                    response,
                    Status.OK_200,
                    HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/octet-stream"),
                    file(request.path().pathParameters().get("name")))),
        route(
            GET,
            "/{task_id}/download-all",
            (_, request, response) ->
                Answers.bytes(
                    request,
                    response,
                    Status.OK_200,
                    HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/zip"),
                    zip())));
  }

  private static Route route(Method method, String path, OwnedHandler handler) {
    return new Route.Owned(method, path, "modeling", handler);
  }

  private void submit(
      Caller caller, ServerRequest request, ServerResponse response, String problem, int fileCount)
      throws InterruptedException {
    var title = problem.lines().findFirst().orElse("");
    var draft =
        new NewTask(
            TaskKind.MODELING,
            null,
            title,
            problem,
            "custom",
            "CHINA",
            fileCount,
            Json.bytes(Map.of("problem", problem)),
            null);
    var task = Commits.await(tasks.submit(caller, draft)).task();
    Answers.json(request, response, Map.of("task_id", task.id(), "status", "processing"));
  }

  private byte[] file(String name) {
    var file = files.get(name);
    if (file == null) {
      throw new Refusal(ErrorCode.NOT_FOUND, "There is no such file");
    }
    return file;
  }

  private byte[] zip() {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String field(String form, String name) {
    var from = form.indexOf("\r\n\r\n", form.indexOf("name=\"" + name + "\"")) + 4;
    return form.substring(from, form.indexOf("\r\n--", from));
  }

  private static byte[] resource(String name) {
    try (var in = ModelingStandIn.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
