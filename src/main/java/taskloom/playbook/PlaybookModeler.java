package taskloom.playbook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import taskloom.agents.Cell;
import taskloom.agents.Desk;
import taskloom.agents.FailureType;
import taskloom.agents.Language;
import taskloom.agents.Modeler;
import taskloom.agents.ModelingFailure;
import taskloom.agents.Part;
import taskloom.agents.PartPlan;
import taskloom.agents.Solution.Extent;
import taskloom.agents.Study;
import taskloom.wire.Texts;

/// Opens the session, looks at the data, and lets the rules of `plan.py` choose a method for each
/// part. What it runs is told and begins the notebook, so that the notebook runs by itself.
record PlaybookModeler(ProblemReader reader) implements Modeler {
  /// Files that are looked at; a task may have thousands.
  private static final int MOST_FILES = 50;

  /// Characters of the problem that the rules look at.
  private static final int MOST_TEXT = 20_000;

  @Override
  public List<PartPlan> plan(Study study, Desk desk) throws ModelingFailure, InterruptedException {
    var language = Language.of(study.template());
    desk.working(language.say("读取数据，列出各列的类型", "Reading the data and what its columns are"));
    for (var code : Templates.opening()) {
      requireRan(desk.execute(code), language);
    }
    look(study, language, desk);
    desk.working(language.say("按规则为每个问题选择方法", "Choosing a method for each question by rule"));
    var chosen = TemplateResult.of("plan", planParams(study, language), language, desk);
    if (chosen.extent() == Extent.UNSOLVED) {
      throw new ModelingFailure(
          FailureType.NEEDS_A_MODEL,
          chosen.reason() + language.gap() + PlaybookCoordinator.configure(language));
    }
    desk.working(String.join("\n", chosen.sentences("findings")));
    var plans = new ArrayList<PartPlan>();
    for (var part : study.parts()) {
      plans.add(plan(part, chosen.at("values").path("parts"), language));
    }
    return plans;
  }

  private static void requireRan(Cell cell, Language language) throws ModelingFailure {
    if (cell.ending() == Cell.Ending.RAISED) {
      throw new ModelingFailure(
          FailureType.NO_INTERPRETER,
          language.say(
              "这台机器的 Python 缺少所需的包，请按 README 安装后重试。",
              "The Python of this machine lacks packages that the playbook needs; install them as README says."),
          TemplateResult.lastLine(cell));
    }
    if (!cell.ok()) {
      throw new ModelingFailure(FailureType.NO_INTERPRETER, TemplateResult.failure(cell, language));
    }
  }

  /// Profiles the data; what could not be read is said so.
  private static void look(Study study, Language language, Desk desk)
      throws ModelingFailure, InterruptedException {
    var files = study.problem().files();
    var params = params("profile", language);
    var names = params.putArray("files");
    files.stream().limit(MOST_FILES).forEach(names::add);
    var data = TemplateResult.of("profile", params, language, desk);
    if (data.extent() == Extent.UNSOLVED) {
      throw new ModelingFailure(FailureType.UNREADABLE_DATA, data.reason());
    }
    if (files.size() > MOST_FILES) {
      desk.working(
          language
              .say("只读取了前 %d 个文件（共 %d 个）", "Only the first %d of %d files were read")
              .formatted(MOST_FILES, files.size()));
    }
    var told = new ArrayList<>(data.sentences("preparation"));
    told.addAll(data.sentences("findings"));
    desk.working(String.join("\n", told));
  }

  private ObjectNode planParams(Study study, Language language) {
    var params = params("plan", language);
    params.put("text", Texts.beginning(study.problem().text(), MOST_TEXT));
    var questions = params.putArray("questions");
    int number = 0;
    for (var asked : study.brief().questions()) {
      number++;
      var question = reader.question(number, asked.text());
      var json = questions.addObject();
      json.put("part", Part.question(number, "").name());
      json.put("number", question.number());
      json.put("text", question.text());
      json.put("ask", question.ask().word());
      var scores = json.putObject("scores");
      question.scores().forEach((ask, score) -> scores.put(ask.word(), score));
    }
    return params;
  }

  private static ObjectNode params(String template, Language language) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("part", template)
        .put("template", template)
        .put("lang", language.code());
  }

  private static PartPlan plan(Part part, JsonNode chosen, Language language) {
    for (var each : chosen) {
      if (each.path("part").asText().equals(part.name())) {
        var template = each.path("template").asText();
        var settings = JsonNodeFactory.instance.objectNode().put("template", template);
        settings.set("params", each.path("params"));
        var method =
            template.isEmpty()
                ? language.say("无（需要语言模型或人来回答）", "none (a model or a person has to answer)")
                : each.path("method").asText();
        return new PartPlan(
            part,
            method,
            each.path("reason").asText(),
            Validation.of(template, language),
            List.of(),
            settings);
      }
    }
    throw new IllegalStateException("plan.py left out " + part.name());
  }
}
