package taskloom.agents.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import taskloom.agents.Brief;
import taskloom.agents.Brief.Question;
import taskloom.agents.Coordinator;
import taskloom.agents.Desk;
import taskloom.agents.FailureType;
import taskloom.agents.ModelingFailure;
import taskloom.agents.Problem;
import taskloom.agents.Verbatim;
import taskloom.agents.chat.JsonAnswers.Unfit;

/// Asks a model whether it is a modelling problem, and to split it.
record ChatCoordinator(ChatModel model, Prompts prompts, ChatLimits limits) implements Coordinator {
  private static final int MAX_QUESTIONS = 20;

  @Override
  public Brief coordinate(Problem problem, Desk desk) throws ModelingFailure, InterruptedException {
    desk.working(problem.words().reading());
    var task =
        "Data files:\n" + Excerpts.files(problem.files()) + "\n\nThe problem:\n\n" + problem.text();
    var conversation =
        new Conversation(
            model, desk, limits, prompts, problem.request().compTemplate(), "coordinator", task);
    return JsonAnswers.ask(conversation, answer -> brief(answer, problem));
  }

  private static Brief brief(ObjectNode answer, Problem problem) throws Unfit, ModelingFailure {
    var is = answer.path("is_modeling_problem").asText();
    if (!is.equalsIgnoreCase("true") && !is.equalsIgnoreCase("false")) {
      throw new Unfit("\"is_modeling_problem\" must be true or false.");
    }
    if (is.equalsIgnoreCase("false")) {
      var reason = answer.path("reason").asText("").strip();
      throw new ModelingFailure(
          FailureType.NOT_A_MODELING_PROBLEM,
          reason.isEmpty() ? problem.words().noModellingProblem() : Excerpts.clip(reason, 1_000));
    }
    var questions = new ArrayList<Question>();
    for (var each : answer.path("questions")) {
      var quoted = each.path("text").asText(each.asText(""));
      var text =
          Verbatim.find(problem.text(), quoted)
              .orElseThrow(() ->
                  new Unfit(
                      "Questions must be quoted from the problem word for word; this one is not: "
                          + Excerpts.clip(quoted, 200)));
      questions.add(new Question(text, Excerpts.clip(each.path("asks").asText(""), 100)));
    }
    if (questions.isEmpty() || questions.size() > MAX_QUESTIONS) {
      throw new Unfit("\"questions\" must hold 1 to " + MAX_QUESTIONS + " questions.");
    }
    var title = answer.path("title").asText("").strip();
    if (title.isEmpty()) {
      throw new Unfit("\"title\" is missing.");
    }
    return new Brief(Excerpts.clip(title, 200), answer.path("background").asText(""), questions);
  }
}
