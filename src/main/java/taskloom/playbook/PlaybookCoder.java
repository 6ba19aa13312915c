package taskloom.playbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import taskloom.agents.Coder;
import taskloom.agents.Desk;
import taskloom.agents.Figure;
import taskloom.agents.Language;
import taskloom.agents.ModelingFailure;
import taskloom.agents.PartPlan;
import taskloom.agents.PartWork;
import taskloom.agents.Solution;
import taskloom.agents.Study;

/// Runs the template that was chosen for a part. Nothing is repaired: a template that fails says
/// why in its result, and the part is unsolved.
record PlaybookCoder() implements Coder {
  @Override
  public Solution solve(Study study, PartPlan plan, List<PartWork> before, Desk desk)
      throws ModelingFailure, InterruptedException {
    var language = Language.of(study.template());
    var template = plan.settings().path("template").asText();
    if (template.isEmpty() || !(plan.settings().get("params") instanceof ObjectNode params)) {
      desk.working(plan.why());
      return solution(TemplateResult.failed(plan.why()), language);
    }
    desk.working(language.say("运行模板：", "Running the template: ") + plan.model());
    return solution(TemplateResult.of(template, params, language, desk), language);
  }

  private static Solution solution(TemplateResult result, Language language) {
    var figures = new ArrayList<Figure>();
    for (var each : result.at("figures")) {
      figures.add(new Figure(each.path("file").asText(), each.path("caption").asText()));
    }
    var summary =
        switch (result.extent()) {
          case SOLVED -> result.text("summary");
          case PARTLY ->
              language.say("只求解了一部分：", "Solved in part only: ")
                  + result.reason()
                  + language.gap()
                  + result.text("summary");
          case UNSOLVED -> result.reason();
        };
    return new Solution(result.extent(), summary, figures, result.json());
  }
}
