package taskloom.agents.chat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import taskloom.agents.Coder;
import taskloom.agents.Desk;
import taskloom.agents.Figure;
import taskloom.agents.ModelingFailure;
import taskloom.agents.PartPlan;
import taskloom.agents.PartWork;
import taskloom.agents.Solution;
import taskloom.agents.Study;
import taskloom.agents.Words;
import taskloom.agents.artifact.Images;
import taskloom.model.chat.ChatReply;

/// Lets a model solve a part by calling [CoderTools], until it says in words what it found. It has
/// solved the part only if code of it ran and the last cell did not fail.
record ChatCoder(ChatModel model, Prompts prompts, ChatLimits limits) implements Coder {
  private static final int REMINDERS = 3;
  private static final int SAME_CALLS = 6;
  private static final int CALLS_A_TURN = 16;
  private static final Pattern UNSOLVED = Pattern.compile("(?is)^[\\s*#]*UNSOLVED\\s*[:：](.*)");

  @Override
  public Solution solve(Study study, PartPlan plan, List<PartWork> before, Desk desk)
      throws ModelingFailure, InterruptedException {
    var words = study.words();
    desk.working(words.coding());
    var conversation =
        new Conversation(
            model, desk, limits, prompts, study.template(), "coder", task(study, plan, before));
    var tools = new CoderTools(desk);
    int reminders = 0;
    for (int turn = 0; turn < limits.turns(); turn++) {
      var reply = conversation.ask(CoderTools.TOOLS);
      if (reply.toolCalls().isEmpty()) {
        var reminder = reminder(reply, tools, words);
        if (reminder == null) {
          return solution(reply.content());
        }
        if (++reminders > REMINDERS) {
          return unsolved(words.nothingUsable(reminder.problem()));
        }
        conversation.say(reminder.words());
        continue;
      }
      if (!reply.content().isBlank()) {
        desk.working(Excerpts.clip(reply.content().strip(), 2_000));
      }
      int calls = 0;
      for (var call : reply.toolCalls()) {
        boolean room = ++calls <= CALLS_A_TURN && tools.failingInARow() <= limits.repairs();
        conversation.answer(call, room ? tools.answer(call) : "Error: not done: too many at once.");
      }
      if (tools.failingInARow() > limits.repairs()) {
        return unsolved(
            words.notRepaired(limits.repairs(), lastLine(tools.cells().getLast().error())));
      }
      if (tools.sameCalls() >= SAME_CALLS) {
        return unsolved(words.sameCallAgain());
      }
    }
    return unsolved(words.outOfTurns(limits.turns()));
  }

  /// What is wrong with an answer in words, and what the model is told of it.
  private record Reminder(String problem, String words) {}

  private static @Nullable Reminder reminder(ChatReply reply, CoderTools tools, Words words) {
    if (reply.content().isBlank()) {
      return new Reminder(
          words.emptyAnswer(),
          "Your answer was empty. Call execute_code, or say in words what you found.");
    }
    if (UNSOLVED.matcher(reply.content()).matches()) {
      return null;
    }
    if (!tools.anyRan()) {
      return new Reminder(
          words.noCodeRan(),
          "No code of yours has run in this part, so nothing is solved. Call execute_code; code written in your answer"
              + " is not run.");
    }
    return tools.lastFailed()
        ? new Reminder(
            words.lastCodeFailed(),
            "Your last code failed. Repair it with execute_code, or answer with \"UNSOLVED:\" and the reason.")
        : null;
  }

  private static Solution solution(String answer) {
    var unsolved = UNSOLVED.matcher(answer);
    if (unsolved.matches()) {
      return unsolved(Excerpts.clip(unsolved.group(1).strip(), 1_000));
    }
    var figures = new ArrayList<Figure>();
    var summary = new StringBuilder();
    int from = 0;
    for (var image : new Images(answer).all()) {
      if (!image.target().isEmpty()) {
        figures.add(new Figure(image.target(), image.caption()));
        summary.append(answer, from, image.start());
        from = image.end();
      }
    }
    return new Solution(
        Solution.Extent.SOLVED,
        summary.append(answer, from, answer.length()).toString().strip(),
        figures,
        JsonNodeFactory.instance.objectNode());
  }

  private static Solution unsolved(String why) {
    return new Solution(
        Solution.Extent.UNSOLVED, why, List.of(), JsonNodeFactory.instance.objectNode());
  }

  private static String lastLine(@Nullable String error) {
    var lines = error == null ? List.<String>of() : error.strip().lines().toList();
    return lines.isEmpty() ? "" : Excerpts.clip(lines.getLast(), 300);
  }

  private String task(Study study, PartPlan plan, List<PartWork> before) {
    int room = limits.contextTokens() / 2;
    var text = new StringBuilder(Excerpts.problem(study, room / 2));
    text.append("\nData files in the working folder:\n")
        .append(Excerpts.files(study.problem().files()));
    if (!before.isEmpty()) {
      text.append("\n\n# Parts finished before (their variables are still there)\n");
      before.forEach(
          work -> text.append(Excerpts.finished(work, Math.max(1_000, room / 3 / before.size()))));
    }
    var part = plan.part();
    text.append("\n\n# Your part now: ").append(part.name()).append('\n');
    text.append(part.question().isEmpty() ? "" : Excerpts.clip(part.question(), room / 4) + "\n");
    return text.append(Excerpts.plan(plan)).toString();
  }
}
