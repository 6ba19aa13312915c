package taskloom.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import taskloom.engine.TaskLog;
import taskloom.task.EventDraft;
import taskloom.task.Task;
import taskloom.task.TokenUsage;
import taskloom.wire.Json;

/// One attempt at a task: runs stages one after the other, each to its checkpoint, and skips those
/// that an earlier attempt finished. A stage's end, its checkpoint and the progress it makes are
/// stored together, so that a crash between stages repeats nothing. For one thread; close it, which
/// ends the interpreter.
public final class Pipeline implements AutoCloseable {
  private final TaskLog log;
  private final PipelineTools tools;
  private final Messages messages;
  private final Words words;
  private final CellWords cellWords;
  private final Bench bench;
  private final TaskFiles files;
  private final TokenLedger ledger;
  private final Map<String, byte[]> checkpoints;
  private final Map<String, Work> found = new LinkedHashMap<>();
  private double progress;

  /// Begins an attempt at `task`.
  ///
  /// @throws ModelingFailure [FailureType#NO_INTERPRETER] where no code can be run: before a model
  ///   is paid for what could not be carried out
  public Pipeline(Task task, TaskLog log, PipelineTools tools) throws ModelingFailure {
    this.words = new Words(Language.of(task));
    this.cellWords = new CellWords(words.language());
    var sandbox = tools.interpreters().sandbox();
    if (!sandbox.available()) {
      throw new ModelingFailure(FailureType.NO_INTERPRETER, words.noCode(sandbox.message()));
    }
    var workspace = tools.workspace(task.id(), words);
    this.log = log;
    this.tools = tools;
    this.messages = tools.messages();
    this.files = new TaskFiles(workspace);
    this.bench = new Bench(tools.interpreters(), workspace, tools.limits(), words);
    this.checkpoints = log.checkpoints();
    this.ledger = TokenLedger.of(checkpoints.get(TokenLedger.CHECKPOINT));
  }

  /// A stage's checkpoint.
  private record Kept(JsonNode output, List<Cell> cells, List<Work> works) {}

  /// A finished stage.
  ///
  /// @param cells what it ran, in order
  public record Finished<T>(T output, List<Cell> cells) {
    /// Copies the list.
    public Finished {
      cells = List.copyOf(cells);
    }
  }

  /// Runs a stage, or gives back what it gave in an earlier attempt.
  public <T> Finished<T> run(Stage<T> stage) throws ModelingFailure, InterruptedException {
    var stored = checkpoints.get(stage.name());
    return stored == null ? work(stage) : restored(stage, stored);
  }

  private <T> Finished<T> restored(Stage<T> stage, byte[] stored) {
    try {
      var mapper = Json.mapper();
      var kept = mapper.convertValue(Json.trusted(KeptCells.unpacked(stored)), Kept.class);
      bench.remember(kept.cells());
      kept.works().forEach(work -> found.put(work.id(), work));
      progress += stage.share();
      return new Finished<>(mapper.treeToValue(kept.output(), stage.outputType()), kept.cells());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the checkpoint " + stage.name() + " does not fit", e);
    }
  }

  private <T> Finished<T> work(Stage<T> stage) throws ModelingFailure, InterruptedException {
    tell(messages.agent(stage.agent(), "start", stage.opening()));
    var desk = new StageDesk(stage.agent());
    try {
      var output = stage.work(desk);
      var closing = stage.closing(output);
      progress += stage.share();
      log.checkpoint(
          stage.name(),
          checkpoint(stage, output, desk),
          ledger.total(),
          List.of(
              messages.agent(stage.agent(), closing.well() ? "done" : "error", closing.content()),
              messages.progress(rounded(), stage.name(), closing.headline())));
      return new Finished<>(output, desk.cells);
    } catch (ModelingFailure failure) {
      tell(messages.agent(stage.agent(), "error", failure.sentence()));
      throw failure;
    }
  }

  /// Within what the history takes, however much the code has printed.
  private <T> byte[] checkpoint(Stage<T> stage, T output, StageDesk desk) throws ModelingFailure {
    JsonNode result = Json.mapper().valueToTree(output);
    var checkpoint =
        KeptCells.checkpoint(
            desk.cells, cellWords, cells -> Json.bytes(new Kept(result, cells, desk.works)));
    if (checkpoint == null) {
      throw new ModelingFailure(FailureType.TASK_FAILED, words.tooMuchCode(stage.name()));
    }
    return checkpoint;
  }

  private double rounded() {
    return Math.round(progress * 10_000) / 10_000.0;
  }

  /// Tells something of the task as a whole.
  public void system(String content) throws InterruptedException {
    tell(messages.system(content));
  }

  /// Whether an earlier attempt finished a stage.
  public boolean isResumed() {
    return checkpoints.keySet().stream().anyMatch(name -> !name.equals(TokenLedger.CHECKPOINT));
  }

  /// What is said about the task, in its language.
  public Words words() {
    return words;
  }

  /// The task's files.
  public TaskFiles files() {
    return files;
  }

  /// The names of all files in the task's folder.
  public List<String> fileNames() {
    return files.list().stream().map(Desk.FileEntry::name).toList();
  }

  /// Every work that a look-up has returned.
  public List<Work> found() {
    return List.copyOf(found.values());
  }

  /// Their ids: what may be cited.
  public Set<String> citable() {
    return Set.copyOf(found.keySet());
  }

  /// Tokens of all attempts.
  public TokenUsage usage() {
    return ledger.total();
  }

  /// Ends the interpreter: from here on nothing changes the task's files but this program.
  public void endInterpreter() {
    bench.close();
  }

  private void tell(EventDraft event) throws InterruptedException {
    log.tell(List.of(event));
  }

  @Override
  public void close() {
    endInterpreter();
  }

  /// The desk of one stage.
  private final class StageDesk implements Desk {
    private static final int MOST_LISTED = 500;
    private final AgentRole role;
    private final List<Cell> cells = new ArrayList<>();
    private final List<Work> works = new ArrayList<>();

    StageDesk(AgentRole role) {
      this.role = role;
    }

    @Override
    public void working(String content) throws InterruptedException {
      tell(messages.agent(role, "working", content));
    }

    @Override
    public void step(String name, int index, int total, StepStatus status, String content)
        throws InterruptedException {
      tell(messages.step(name, index, total, status, content));
    }

    @Override
    public Cell execute(String code) throws ModelingFailure, InterruptedException {
      var cell = bench.run(code, false);
      cells.add(cell);
      tell(
          messages.cell(
              KeptCells.message(cell, cellWords, fit -> messages.cell(fit).payload().length)));
      return cell;
    }

    @Override
    public Cell prepare(String code) throws ModelingFailure, InterruptedException {
      var cell = bench.run(code, true);
      cells.add(cell);
      return cell;
    }

    @Override
    public List<FileEntry> listFiles() {
      var all = files.list();
      return all.subList(0, Math.min(MOST_LISTED, all.size()));
    }

    @Override
    public String readFile(String name, int limit) {
      return files.text(name, limit);
    }

    @Override
    public SearchResult search(String query) throws InterruptedException {
      step(Words.LITERATURE, 1, 1, StepStatus.IN_PROGRESS, query);
      var result = tools.library().search(query);
      switch (result) {
        case SearchResult.Found(var list) -> {
          works.addAll(list);
          list.forEach(work -> found.put(work.id(), work));
          step(Words.LITERATURE, 1, 1, StepStatus.COMPLETED, words.found(query, list.size()));
        }
        case SearchResult.Unreachable unreachable ->
            step(Words.LITERATURE, 1, 1, StepStatus.FAILED, words.unreachable(unreachable));
      }
      return result;
    }

    @Override
    public void spent(TokenUsage usage, BigDecimal cost)
        throws ModelingFailure, InterruptedException {
      ledger.add(role, usage, cost);
      log.account(TokenLedger.CHECKPOINT, ledger.toBytes(), ledger.total());
      if (tools.tokenBudget() > 0 && ledger.total().totalTokens() > tools.tokenBudget()) {
        throw new ModelingFailure(
            FailureType.TOKEN_BUDGET_EXCEEDED,
            words.outOfTokens(tools.tokenBudget()),
            words.tokensUsed(ledger.total().totalTokens()));
      }
    }
  }
}
