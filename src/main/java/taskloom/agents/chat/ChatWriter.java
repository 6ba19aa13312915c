package taskloom.agents.chat;

import java.util.List;
import java.util.stream.Collectors;
import taskloom.agents.Desk;
import taskloom.agents.FailureType;
import taskloom.agents.Manuscript;
import taskloom.agents.ModelingFailure;
import taskloom.agents.PaperSection;
import taskloom.agents.PartWork;
import taskloom.agents.SearchResult;
import taskloom.agents.Study;
import taskloom.agents.Work;
import taskloom.agents.Writer;
import taskloom.model.chat.ChatReply.FinishReason;
import taskloom.model.chat.Tool;
import taskloom.model.chat.ToolArguments;
import taskloom.model.chat.ToolCall;

/// Lets a model write a section, with `search_papers` at hand.
record ChatWriter(ChatModel model, Prompts prompts, ChatLimits limits) implements Writer {
  private static final List<Tool> SEARCH = List.of(CoderTools.searchPapers());
  private static final int TURNS = 12;
  private static final int SEARCHES = 4;
  private static final int EMPTY_ANSWERS = 3;

  @Override
  public String writePart(Study study, PartWork work, Desk desk)
      throws ModelingFailure, InterruptedException {
    int room = limits.contextTokens() / 2;
    var figures =
        work.figures().stream()
            .map(figure -> "![" + figure.caption() + "](" + figure.file() + ")")
            .collect(Collectors.joining("\n"));
    var task =
        Excerpts.problem(study, room / 4)
            + "\n# Write the section about "
            + work.part().name()
            + "\n"
            + work.part().question()
            + "\n\n"
            + Excerpts.plan(work.plan())
            + (work.solution().solved()
                ? "\nWhat was found:\n"
                : "\nThis part was NOT SOLVED. Say so and why, and claim no result:\n")
            + Excerpts.clip(work.solution().summary(), room / 2)
            + "\n\nWhat the code printed:\n"
            + Excerpts.outputs(work, room)
            + "\n\nFigures that exist (show every one, with a caption, and no other):\n"
            + (figures.isEmpty() ? "(none)" : figures);
    return write(study, desk, task);
  }

  @Override
  public String writeSection(PaperSection section, Study study, Manuscript manuscript, Desk desk)
      throws ModelingFailure, InterruptedException {
    int room = limits.contextTokens() / 2;
    int share = Math.max(600, room / Math.max(1, manuscript.parts().size()));
    var task = new StringBuilder(Excerpts.problem(study, room / 4));
    task.append("\n# The parts as solved\n");
    for (var work : manuscript.parts()) {
      task.append("\n## ").append(work.part().name());
      task.append(work.solution().solved() ? "\n" : " (NOT SOLVED: say so wherever it matters)\n");
      task.append(Excerpts.plan(work.plan()));
      task.append(Excerpts.clip(work.solution().summary(), share)).append('\n');
      task.append(Excerpts.clip(manuscript.partTexts().getOrDefault(work.part().name(), ""), share))
          .append('\n');
    }
    manuscript
        .sections()
        .forEach((written, text) ->
            task.append("\n# Written before: ")
                .append(written.heading(study.template()))
                .append('\n')
                .append(Excerpts.clip(text, share)));
    task.append("\n\n# Write the section ").append(section.heading(study.template()));
    task.append("\nShow no figures in it.");
    return write(study, desk, task.toString());
  }

  private String write(Study study, Desk desk, String task)
      throws ModelingFailure, InterruptedException {
    desk.working(study.words().composing());
    var conversation =
        new Conversation(model, desk, limits, prompts, study.template(), "writer", task);
    var written = new StringBuilder();
    int empty = 0;
    int searches = 0;
    for (int turn = 0; turn < TURNS; turn++) {
      var reply = conversation.ask(SEARCH);
      for (var call : reply.toolCalls()) {
        conversation.answer(
            call,
            ++searches > SEARCHES
                ? "No more searches: write the section now."
                : answer(call, desk));
      }
      if (!reply.toolCalls().isEmpty()) {
        continue;
      }
      written.append(reply.content());
      if (reply.finishReason() == FinishReason.LENGTH && !reply.content().isBlank()) {
        conversation.say("Go on exactly where you stopped.");
      } else if (!written.toString().isBlank()) {
        return unwrapped(written.toString().strip());
      } else if (++empty >= EMPTY_ANSWERS) {
        break;
      } else {
        conversation.say("Your answer was empty. Write the section.");
      }
    }
    if (!written.toString().isBlank()) {
      return unwrapped(written.toString().strip());
    }
    throw new ModelingFailure(FailureType.UNUSABLE_ANSWER, study.words().noSection());
  }

  /// Some models put all they write into one fence.
  private static String unwrapped(String text) {
    int line = text.indexOf('\n');
    var fence = line < 0 ? "" : text.substring(0, line).strip();
    return (fence.equals("```markdown") || fence.equals("```md")) && text.endsWith("\n```")
        ? text.substring(line, text.lastIndexOf('\n')).strip()
        : text;
  }

  private static String answer(ToolCall call, Desk desk) throws InterruptedException {
    if (!call.name().equals("search_papers")) {
      return "Error: there is no function called "
          + Excerpts.clip(call.name(), 100)
          + ". There is search_papers.";
    }
    var arguments = ToolArguments.read(call.arguments());
    if (arguments == null) {
      return "Error: the arguments were not valid JSON. Call again with {\"query\": \"…\"}.";
    }
    var query = arguments.path("query").asText("").strip();
    if (query.isEmpty()) {
      return "Error: the argument \"query\" is missing or empty.";
    }
    return switch (desk.search(Excerpts.clip(query, 200))) {
      case SearchResult.Found(var works) when works.isEmpty() ->
          "Nothing was found. Try other keywords, or cite nothing.";
      case SearchResult.Found(var works) ->
          works.stream().map(ChatWriter::line).collect(Collectors.joining("\n\n"));
      case SearchResult.Unreachable _ -> "The library cannot be reached. Write without references.";
    };
  }

  private static String line(Work work) {
    return "[@%s] %s (%d). %s. %s\n%s"
        .formatted(
            work.id(),
            String.join(", ", work.authors()),
            work.year(),
            work.title(),
            work.venue(),
            Excerpts.clip(work.abstractText(), 600));
  }
}
