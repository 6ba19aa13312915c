package taskloom.agents.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import taskloom.agents.Desk;
import taskloom.agents.Modeler;
import taskloom.agents.ModelingFailure;
import taskloom.agents.Part;
import taskloom.agents.PartPlan;
import taskloom.agents.Study;
import taskloom.agents.chat.JsonAnswers.Unfit;

/// Asks a model for a plan of every part.
record ChatModeler(ChatModel model, Prompts prompts, ChatLimits limits) implements Modeler {
  private static final int PEEK = 1_500;

  @Override
  public List<PartPlan> plan(Study study, Desk desk) throws ModelingFailure, InterruptedException {
    desk.working(study.words().comparing());
    var task = new StringBuilder(Excerpts.problem(study, 12_000));
    task.append("\nParts to plan, in this order: ");
    task.append(study.parts().stream().map(Part::name).collect(Collectors.joining(", ")));
    task.append("\n\nData files:\n");
    for (var file : study.problem().files()) {
      task.append("- ")
          .append(file)
          .append(" begins:\n")
          .append(desk.readFile(file, PEEK))
          .append('\n');
    }
    var conversation =
        new Conversation(
            model, desk, limits, prompts, study.template(), "modeler", task.toString());
    return JsonAnswers.ask(conversation, answer -> plans(answer, study.parts()));
  }

  private static List<PartPlan> plans(ObjectNode answer, List<Part> parts) throws Unfit {
    var plans = new ArrayList<PartPlan>();
    for (var part : parts) {
      var found = found(answer, part);
      var model = found.path("model").asText("").strip();
      if (model.isEmpty()) {
        throw new Unfit("The plan of " + part.name() + " is missing, or names no model.");
      }
      var figures = new ArrayList<String>();
      found.path("figures").forEach(figure -> figures.add(figure.asText()));
      plans.add(
          new PartPlan(
              part,
              model,
              found.path("why").asText(""),
              found.path("validation").asText(""),
              figures,
              JsonNodeFactory.instance.objectNode()));
    }
    return plans;
  }

  /// Models write a list of plans, or an object by the parts' names.
  private static JsonNode found(ObjectNode answer, Part part) {
    for (var each : answer.path("parts")) {
      if (each.path("part").asText().equals(part.name())) {
        return each;
      }
    }
    var within = answer.path("parts").path(part.name());
    return within.isMissingNode() ? answer.path(part.name()) : within;
  }
}
