package taskloom.modeling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import taskloom.agents.Agents;
import taskloom.agents.Cell;
import taskloom.agents.FailureType;
import taskloom.agents.Figure;
import taskloom.agents.Language;
import taskloom.agents.Manuscript;
import taskloom.agents.ModelingFailure;
import taskloom.agents.ModelingRequest;
import taskloom.agents.PaperSection;
import taskloom.agents.PartPlan;
import taskloom.agents.PartWork;
import taskloom.agents.Pipeline;
import taskloom.agents.PipelineTools;
import taskloom.agents.Problem;
import taskloom.agents.Solution;
import taskloom.agents.Solution.Extent;
import taskloom.agents.Study;
import taskloom.agents.Words;
import taskloom.agents.artifact.Pandoc;
import taskloom.engine.GivenUp;
import taskloom.engine.TaskLog;
import taskloom.engine.TaskWork;
import taskloom.task.EventDraft;
import taskloom.task.Task;
import taskloom.task.TaskStatus;
import taskloom.wire.Json;

/// What a modelling task does: its stages in order, and the first and last of its messages.
public final class ModelingWork implements TaskWork {
  private static final Logger LOG = Logger.getLogger(ModelingWork.class.getName());
  private final Agents.Factory agents;
  private final PipelineTools tools;
  private final Pandoc pandoc;

  /// @param agents who works on a task
  public ModelingWork(Agents.Factory agents, PipelineTools tools, Pandoc pandoc) {
    this.agents = agents;
    this.tools = tools;
    this.pandoc = pandoc;
  }

  @Override
  public List<EventDraft> submitted(Task task) {
    return List.of(tools.messages().system(words(task).submitted()));
  }

  @Override
  public List<EventDraft> started(Task task, Instant at) {
    return List.of(tools.messages().progress(0, "start", words(task).started()));
  }

  @Override
  public Outcome run(Task task, TaskLog log) throws InterruptedException {
    try (var pipeline = new Pipeline(task, log, tools)) {
      try {
        return new Outcome.Completed(result(task, pipeline), pipeline.usage());
      } catch (ModelingFailure failure) {
        return new Outcome.Failed(failure.toError(), pipeline.usage());
      }
    } catch (ModelingFailure failure) {
      return new Outcome.Failed(failure.toError(), task.usage());
    }
  }

  private byte[] result(Task task, Pipeline pipeline) throws ModelingFailure, InterruptedException {
    var request = ModelingRequest.of(task);
    var four = agents.of(task);
    if (task.attempts() > 0 || pipeline.isResumed()) {
      pipeline.system(pipeline.words().resumed());
    }
    var problem = new Problem(request, pipeline.fileNames());
    var study = pipeline.run(new Coordinate(problem, four.coordinator())).output();
    var model = pipeline.run(new Model(study, four.modeler()));
    var manuscript = solve(study, model.output().plans(), four, pipeline);
    manuscript = write(study, manuscript, four, pipeline);
    pipeline.endInterpreter();
    var artifacts =
        pipeline.run(new Assemble(study, model.cells(), manuscript, pipeline, pandoc)).output();
    return result(study, manuscript, artifacts, four);
  }

  /// Each part: Coder, then Writer.
  private static Manuscript solve(Study study, List<PartPlan> plans, Agents four, Pipeline pipeline)
      throws ModelingFailure, InterruptedException {
    var works = new ArrayList<PartWork>();
    var texts = new LinkedHashMap<String, String>();
    for (var plan : plans) {
      var solved = pipeline.run(new Solve(study, plan, works, four.coder()));
      var figures = figures(solved.output(), solved.cells(), pipeline);
      var work = new PartWork(plan, solved.output(), solved.cells(), figures);
      var text = pipeline.run(Write.part(work, study, four.writer(), pipeline)).output();
      works.add(work);
      texts.put(plan.part().name(), text.markdown());
    }
    return new Manuscript(works, texts, Map.of());
  }

  private static Manuscript write(Study study, Manuscript parts, Agents four, Pipeline pipeline)
      throws ModelingFailure, InterruptedException {
    var sections = new EnumMap<PaperSection, String>(PaperSection.class);
    var manuscript = parts;
    for (var section : PaperSection.written()) {
      var stage = Write.section(section, study, manuscript, four.writer(), pipeline);
      sections.put(section, pipeline.run(stage).output().markdown());
      manuscript = new Manuscript(parts.parts(), parts.partTexts(), sections);
    }
    return manuscript;
  }

  /// The pictures of cells that ran well, each once, as far as they exist.
  private static List<Figure> figures(Solution solution, List<Cell> cells, Pipeline pipeline) {
    var captions = new LinkedHashMap<String, String>();
    solution.figures().forEach(figure -> captions.put(figure.file(), figure.caption()));
    var files = new LinkedHashSet<String>();
    cells.stream().filter(Cell::ok).forEach(cell -> files.addAll(cell.figures()));
    return files.stream()
        .filter(file -> pipeline.files().png(file).isPresent())
        .map(file -> new Figure(file, captions.getOrDefault(file, "")))
        .toList();
  }

  private static byte[] result(
      Study study, Manuscript manuscript, Assemble.Artifacts artifacts, Agents four)
      throws ModelingFailure {
    var questions = manuscript.parts().stream().filter(work -> work.part().asked()).toList();
    var unsolved = manuscript.parts().stream().filter(work -> !work.solution().solved()).toList();
    if (unsolved.containsAll(questions)) {
      throw new ModelingFailure(
          FailureType.NOTHING_SOLVED,
          study.words().nothingSolved(),
          questions.getFirst().solution().summary());
    }
    var json = Json.mapper().createObjectNode();
    json.put("title", study.brief().title());
    json.put("engine", four.engine());
    putParts(json.putArray("unsolved"), Extent.UNSOLVED, manuscript);
    putParts(json.putArray("partly_solved"), Extent.PARTLY, manuscript);
    var files = json.putArray("result_files");
    artifacts.files().forEach(files::add);
    return Json.bytes(json);
  }

  private static void putParts(ArrayNode names, Extent extent, Manuscript manuscript) {
    manuscript.parts().stream()
        .filter(work -> work.solution().extent() == extent)
        .forEach(work -> names.add(work.part().name()));
  }

  @Override
  public List<EventDraft> ended(
      Task task, TaskStatus status, byte @Nullable [] result, @Nullable String error, Instant at) {
    var messages = tools.messages();
    return switch (status) {
      case COMPLETED -> completed(task, result);
      case FAILED -> List.of(messages.error(ModelingFailure.ofError(error == null ? "" : error)));
      case CANCELLED -> List.of(messages.system(words(task).cancelled()));
      case PENDING, PROCESSING -> List.of();
    };
  }

  private List<EventDraft> completed(Task task, byte @Nullable [] result) {
    var json = Json.trusted(result == null ? new byte[] {'{', '}'} : result);
    var files = names(json.path("result_files"));
    var words =
        words(task).finished(names(json.path("unsolved")), names(json.path("partly_solved")));
    var messages = tools.messages();
    return List.of(messages.progress(1, "done", words), messages.success(words, files));
  }

  @Override
  public String error(Task task, GivenUp why) {
    return words(task).givenUp(why);
  }

  private static Words words(Task task) {
    return new Words(Language.of(task));
  }

  private static List<String> names(JsonNode array) {
    var names = new ArrayList<String>();
    array.forEach(name -> names.add(name.asText()));
    return names;
  }

  @Override
  public void deleted(Task task) {
    try {
      tools.workspaces().delete(task.id());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the files of task " + task.id() + " could not be removed", e);
    }
  }
}
