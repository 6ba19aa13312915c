package taskloom.modeling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import taskloom.agents.Agents;
import taskloom.agents.Messages;
import taskloom.agents.ModelingRequest;
import taskloom.agents.PipelineTools;
import taskloom.agents.artifact.Pandoc;
import taskloom.agents.chat.ChatLimits;
import taskloom.agents.literature.OpenAlex;
import taskloom.engine.Caller;
import taskloom.engine.EngineSettings;
import taskloom.engine.Hub;
import taskloom.engine.NewTask;
import taskloom.engine.Tasks;
import taskloom.model.chat.StubModel;
import taskloom.playbook.Playbook;
import taskloom.runner.FileBounds;
import taskloom.runner.Interpreters;
import taskloom.runner.Limits;
import taskloom.runner.PandocProcess;
import taskloom.runner.SandboxProbe;
import taskloom.runner.Workspaces;
import taskloom.store.H2Store;
import taskloom.task.Task;
import taskloom.task.TaskKind;
import taskloom.wire.Json;

/// The real engine, store and sandbox around a scripted model, or the playbook, for one test.
/// [#restart] is what a kill leaves: a new engine on the same store and folders, with no
/// interpreter.
final class Workshop implements AutoCloseable {
  static final Caller CALLER = new Caller("local", null);
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  final StubModel model = StubModel.start().strict();
  private final Map<String, String> environment =
      model.environment("PROMPT_PRICE=1", "COMPLETION_PRICE=2", "BREAKER_PAUSE=1ms");
  private final Path folder;
  final Works library;
  private final H2Store store = H2Store.inMemory(Clock.systemUTC());
  private long tokenBudget;
  private ChatLimits chatLimits = ChatLimits.DEFAULTS;
  private String pandoc = "pandoc";
  private Duration cell = Duration.ofSeconds(60);
  private String sandboxMode = "bubblewrap";
  private final Agents.@Nullable Factory playbook;
  private ChatTeam team;
  private Interpreters interpreters;
  private Workspaces workspaces;
  private Tasks tasks;

  Workshop(Path folder, Team script) throws IOException {
    this(folder, script, new Works(200));
  }

  /// With another library, which is closed with it.
  Workshop(Path folder, Team script, Works library) throws IOException {
    this(folder, library, (Agents.Factory) null);
    model.choose(script);
  }

  private Workshop(Path folder, Works library, Agents.@Nullable Factory playbook)
      throws IOException {
    this.folder = folder;
    this.library = library;
    this.playbook = playbook;
    start();
  }

  /// No model at all: the playbook works.
  static Workshop ofPlaybook(Path folder, Works library) throws IOException {
    return new Workshop(folder, library, new Playbook());
  }

  /// An engine that lets a cell run only for so long, before the first task.
  Workshop withCell(Duration limit) throws Exception {
    cell = limit;
    restart();
    return this;
  }

  /// An engine with other settings, before the first task.
  Workshop with(long tokenBudget, ChatLimits chatLimits, String pandoc) throws Exception {
    this.tokenBudget = tokenBudget;
    this.chatLimits = chatLimits;
    this.pandoc = pandoc;
    restart();
    return this;
  }

  /// A machine on which model-written code does not run.
  Workshop withoutSandbox() throws Exception {
    sandboxMode = "socket"; // and none is named
    restart();
    return this;
  }

  private void start() throws IOException {
    var sandbox = new SandboxProbe(Map.of("TASKLOOM_SANDBOX", sandboxMode)).probe();
    assertThat(sandbox.available())
        .as(sandbox.message())
        .isEqualTo(sandboxMode.equals("bubblewrap"));
    team = ChatTeam.from(environment, chatLimits, Clock.systemUTC()).orElseThrow();
    interpreters = new Interpreters(() -> sandbox, folder.resolve("program"));
    workspaces = new Workspaces(folder.resolve("work"), FileBounds.DEFAULTS, () -> sandbox);
    start(playbook == null ? _ -> team.agents() : playbook);
  }

  private void start(Agents.Factory agents) {
    var tools =
        new PipelineTools(
            workspaces,
            interpreters,
            Limits.DEFAULTS.withCell(cell),
            new OpenAlex(library.uri(), "", Duration.ofSeconds(5)),
            tokenBudget,
            new Messages(Clock.systemUTC()));
    var work =
        new ModelingWork(
            agents, tools, new Pandoc(new PandocProcess(pandoc, Duration.ofSeconds(60))));
    tasks =
        new Tasks(
            store,
            new Hub(),
            Map.of(TaskKind.MODELING, work),
            EngineSettings.DEFAULTS,
            Clock.systemUTC());
    tasks.start();
  }

  /// Stops what is at work as a shutdown does, and starts again.
  void restart() throws Exception {
    tasks.stop(Duration.ZERO);
    interpreters.close();
    team.close();
    start();
  }

  Tasks tasks() {
    return tasks;
  }

  /// Submits [Team#PROBLEM] with its data.
  Task submit(ModelingRequest.Format format) throws Exception {
    return submit(format, ModelingRequest.Template.CHINA);
  }

  Task submit(ModelingRequest.Format format, ModelingRequest.Template template) throws Exception {
    var data = Map.of("sales.csv", Team.CSV.getBytes(StandardCharsets.UTF_8));
    return submit(new ModelingRequest(Team.PROBLEM, template, format, ""), data);
  }

  Task submit(ModelingRequest request, Map<String, byte[]> files) throws Exception {
    var id = tasks.newModelingId();
    for (var file : files.entrySet()) {
      workspaces.open(id).write(file.getKey(), file.getValue());
    }
    var draft =
        new NewTask(
            TaskKind.MODELING,
            id,
            "销量",
            request.quesAll(),
            "custom",
            request.compTemplate().name(),
            files.size(),
            request.toInput(),
            null);
    return tasks.submit(CALLER, draft).get().task();
  }

  /// Waits for the task's end.
  Task ended(Task task) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> find(task).status().isFinal());
    return find(task);
  }

  Task find(Task task) {
    return store.find(task.id()).orElseThrow();
  }

  /// The task's messages so far.
  List<JsonNode> messages(Task task) {
    return store.events(task.id(), 0, 10_000).stream()
        .map(event -> Json.trusted(event.payload()))
        .toList();
  }

  /// The messages in short, one line each.
  List<String> told(Task task) {
    return messages(task).stream().map(Workshop::inShort).toList();
  }

  private static String inShort(JsonNode message) {
    var type = message.path("type").asText();
    return switch (type) {
      case "agent" ->
          message.path("agent_type").asText().replace("Agent", "")
              + " "
              + message.path("status").asText();
      case "step" ->
          "  " + message.path("step_name").asText() + " " + message.path("status").asText();
      case "code_execution" -> "  code " + (message.path("error").isNull() ? "ok" : "failed");
      case "progress" -> "progress " + message.path("progress").asText();
      case "error" -> "error " + message.path("error_type").asText();
      default -> type;
    };
  }

  Map<String, byte[]> checkpoints(Task task) {
    return store.checkpoints(task.id());
  }

  byte[] file(Task task, String name) throws IOException {
    try (var file = workspaces.open(task.id()).read(name)) {
      var bytes = new ByteArrayOutputStream();
      file.stream().transferTo(bytes);
      return bytes.toByteArray();
    }
  }

  String text(Task task, String name) throws IOException {
    return new String(file(task, name), StandardCharsets.UTF_8);
  }

  boolean hasFolder(Task task) {
    return workspaces.exists(task.id());
  }

  @Override
  public void close() throws Exception {
    tasks.stop(Duration.ZERO);
    interpreters.close();
    team.close();
    store.close();
    model.close();
    library.close();
  }
}
