package taskloom.playbook;

import static taskloom.playbook.Markup.blocks;
import static taskloom.playbook.Markup.bold;
import static taskloom.playbook.Markup.bullets;
import static taskloom.playbook.Markup.heading;
import static taskloom.playbook.Markup.paragraph;
import static taskloom.playbook.Markup.paragraphs;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import taskloom.agents.Language;
import taskloom.agents.PaperSection;
import taskloom.agents.PartWork;
import taskloom.agents.Solution.Extent;
import taskloom.agents.Study;
import taskloom.agents.artifact.MarkdownText;
import taskloom.agents.artifact.Paper;
import taskloom.wire.Texts;

/// The sections of the paper that are not about one part, out of the results of all of them.
record SectionText(Study study, List<PartWork> parts, Language language) {
  /// Characters of the background and of one question that are restated.
  private static final int MOST_RESTATED = 4_000;

  String markdown(PaperSection section) {
    return switch (section) {
      case ABSTRACT -> summary();
      case RESTATEMENT -> restatement();
      case ANALYSIS -> analysis();
      case ASSUMPTIONS -> assumptions();
      case NOTATION -> notation();
      case EVALUATION -> evaluation();
      case SOLUTION, REFERENCES, APPENDIX ->
          throw new IllegalArgumentException(section + " is not written as a whole");
    };
  }

  private String summary() {
    var texts = new ArrayList<String>();
    texts.add(
        language
            .say(
                "> 没有语言模型参与本文：本文由内置的标准方法手册（%s）按规则写成，全部数字来自所附代码的运行结果。",
                "> No language model took part in this paper: the built-in playbook of standard methods (%s) wrote it by rule, and every number comes from running the code that is attached.")
            .formatted(Playbook.NAME));
    for (var part : asked()) {
      texts.add(name(part) + extent(part) + paragraph(part.solution().summary()));
    }
    parts.stream()
        .filter(part -> !part.part().asked() && part.solution().solved())
        .forEach(part -> texts.add(name(part) + paragraph(part.solution().summary())));
    var methods =
        parts.stream()
            .filter(part -> part.solution().solved())
            .map(part -> result(part).at("method").path("name").asText())
            .filter(Predicate.not(String::isBlank))
            .distinct()
            .map(MarkdownText::escaped)
            .collect(Collectors.joining(language.say("；", "; ")));
    if (!methods.isEmpty()) {
      texts.add(language.say("**关键词**：", "**Keywords**: ") + methods);
    }
    return blocks(texts);
  }

  /// What stands before the summary of a part that is not solved; one that is solved in part says
  /// so itself.
  private String extent(PartWork part) {
    return part.solution().extent() == Extent.UNSOLVED ? language.say("未能求解。", "Not solved. ") : "";
  }

  private String restatement() {
    var texts = new ArrayList<String>();
    texts.add(paragraphs(clipped(background())));
    texts.add(
        paragraph(
            language.say("数据文件：", "Data files: ")
                + study.problem().files().stream()
                    .limit(30)
                    .collect(Collectors.joining(language.say("、", ", ")))
                + language.say("。", ".")));
    for (var part : asked()) {
      texts.add(name(part) + paragraphs(clipped(part.part().question())));
    }
    return blocks(texts);
  }

  /// The background without the title, which is often its first line.
  private String background() {
    var background = study.brief().background().strip();
    var title = study.brief().title();
    return background.startsWith(title + "\n") ? background.substring(title.length()) : background;
  }

  private static String clipped(String text) {
    return text.length() <= MOST_RESTATED ? text : Texts.beginning(text, MOST_RESTATED) + "…";
  }

  private String analysis() {
    var texts = new ArrayList<String>();
    for (var part : asked()) {
      var plan = part.plan();
      var analysis = paragraph(result(part).text("analysis"));
      texts.add(
          name(part)
              + (analysis.isEmpty() ? "" : analysis + language.gap())
              + language.say("选用的方法：", "Method chosen: ")
              + MarkdownText.escaped(plan.model())
              + language.say("。", ". ")
              + paragraph(plan.why()));
    }
    return blocks(texts);
  }

  private String assumptions() {
    var all = new LinkedHashSet<String>();
    all.add(
        language.say(
            "数据以附件为准，除各部分说明的预处理外不作改动。",
            "The data are taken as handed in, but for the preparation told in each part."));
    solved().forEach(part -> all.addAll(result(part).sentences("assumptions")));
    return Markup.numbered(List.copyOf(all));
  }

  private String notation() {
    var rows = new ArrayList<List<String>>();
    for (var part : solved()) {
      for (var symbol : result(part).at("symbols")) {
        var latex = symbol.path("symbol").asText().strip();
        // A bar would end the table's cell.
        var formula = "$" + latex.replace("|", "\\vert ") + "$";
        var meaning = MarkdownText.escaped(symbol.path("meaning").asText());
        rows.add(List.of(Paper.heading(part.part(), study.template()), formula, meaning));
      }
    }
    if (rows.isEmpty()) {
      return language.say("本文没有使用专门的符号。", "No symbols are used.");
    }
    return Markup.table(
        List.of(
            language.say("部分", "Part"),
            language.say("符号", "Symbol"),
            language.say("含义", "Meaning")),
        rows,
        false);
  }

  private String evaluation() {
    var texts = new ArrayList<String>();
    var strengths = new LinkedHashSet<String>();
    var limits = new LinkedHashSet<String>();
    for (var part : parts) {
      var result = result(part);
      var head = Paper.heading(part.part(), study.template()) + language.say("：", ": ");
      if (!part.solution().solved()) {
        limits.add(head + language.say("未能求解。", "not solved. ") + part.solution().summary());
        continue;
      }
      comparison(result)
          .ifPresent(sentence -> strengthOrLimit(result, strengths, limits).add(head + sentence));
      result.sentences("strengths").forEach(sentence -> strengths.add(head + sentence));
      result.sentences("limitations").forEach(sentence -> limits.add(head + sentence));
    }
    limits.add(
        language.say(
            "方法由规则从标准方法中选出，题目中未被规则识别的要求没有考虑；需要机理分析或文献综述的部分应由人或语言模型补充。",
            "The methods were chosen by rule among standard ones; what the rules did not recognise in the problem is not considered, and reasoning about mechanisms is left to a person or a language model."));
    if (!strengths.isEmpty()) {
      texts.add(heading(language.say("优点", "Strengths")));
      texts.add(bullets(List.copyOf(strengths)));
    }
    texts.add(heading(language.say("局限", "Limitations")));
    texts.add(bullets(List.copyOf(limits)));
    texts.add(heading(language.say("推广", "Extension")));
    texts.add(
        language.say(
            "notebook.ipynb 中有全部代码，不依赖本题的数值，换成同样结构的数据即可重新运行。",
            "notebook.ipynb holds all of the code; it does not depend on this problem's values and runs again on data of the same shape."));
    return blocks(texts);
  }

  private static Set<String> strengthOrLimit(
      TemplateResult result, Set<String> strengths, Set<String> limits) {
    return result.at("baseline").path("beaten").asBoolean() ? strengths : limits;
  }

  /// How the method did against its baseline; the numbers stand in the part's own section.
  private Optional<String> comparison(TemplateResult result) {
    var baseline = result.at("baseline");
    var name = baseline.path("name").asText();
    if (name.isEmpty() || !baseline.has("beaten")) {
      return Optional.empty();
    }
    var sentence =
        baseline.path("beaten").asBoolean()
            ? language.say("按“%s”比较，优于基线“%s”。", "by %s it is better than the baseline (%s).")
            : language.say("按“%s”比较，没有优于基线“%s”。", "by %s it is no better than the baseline (%s).");
    return Optional.of(sentence.formatted(baseline.path("metric").asText(), name));
  }

  private List<PartWork> asked() {
    return parts.stream().filter(part -> part.part().asked()).toList();
  }

  private List<PartWork> solved() {
    return parts.stream().filter(part -> part.solution().solved()).toList();
  }

  private static TemplateResult result(PartWork part) {
    return new TemplateResult(part.solution().results());
  }

  private String name(PartWork part) {
    return bold(Paper.heading(part.part(), study.template())) + language.say("：", ": ");
  }
}
