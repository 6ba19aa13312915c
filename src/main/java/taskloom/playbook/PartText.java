package taskloom.playbook;

import static taskloom.playbook.Markup.blocks;
import static taskloom.playbook.Markup.bullets;
import static taskloom.playbook.Markup.heading;
import static taskloom.playbook.Markup.paragraph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import taskloom.agents.Language;
import taskloom.agents.PartWork;
import taskloom.agents.Solution.Extent;
import taskloom.agents.Work;

/// The section about one part, out of its template's result alone.
///
/// @param works to be cited for the method
record PartText(PartWork part, Language language, List<Work> works) {
  String markdown() {
    var result = new TemplateResult(part.solution().results());
    return switch (result.extent()) {
      case SOLVED, PARTLY -> solved(result);
      case UNSOLVED -> unsolved(result);
    };
  }

  /// Why it is unsolved stands above, put there by the paper.
  private String unsolved(TemplateResult result) {
    var texts = new ArrayList<String>();
    texts.add(
        language.say(
            "本部分没有可用的结果，下文各节也不引用它的数字。",
            "There is no result of this part, and no number of it is used."));
    if (!part.part().question().isEmpty()) {
      texts.add(
          language.say(
              "回答它需要补充数据，或由语言模型或人来完成。",
              "To answer it takes other data, a language model, or a person."));
    }
    texts.add(bullets(result.sentences("preparation")));
    texts.add(bullets(result.sentences("limitations")));
    return blocks(texts);
  }

  private String solved(TemplateResult result) {
    var texts = new ArrayList<String>();
    if (result.extent() == Extent.PARTLY) {
      texts.add(
          "> **"
              + language.say("本部分只求解了一部分：", "This part is solved in part only: ")
              + paragraph(result.reason())
              + "**");
    }
    texts.add(paragraph(result.text("analysis")));
    data(result, texts);
    model(result, texts);
    results(result, texts);
    return blocks(texts);
  }

  private void data(TemplateResult result, List<String> texts) {
    var data = result.at("data");
    var preparation = result.sentences("preparation");
    if (data.path("table").asText().isEmpty() && preparation.isEmpty()) {
      return;
    }
    texts.add(heading(language.say("数据", "Data")));
    if (!data.path("table").asText().isEmpty()) {
      var columns =
          TemplateResult.strings(data.path("columns")).stream()
              .limit(30)
              .collect(Collectors.joining(language.say("、", ", ")));
      texts.add(
          paragraph(
              language
                  .say(
                      "使用表 %s（%s 行），涉及的列：%s。",
                      "The table %s (%s rows) is used, of it the columns %s.")
                  .formatted(data.path("table").asText(), data.path("rows").asText(), columns)));
    }
    texts.add(bullets(preparation));
  }

  private void model(TemplateResult result, List<String> texts) {
    var method = result.at("method");
    texts.add(heading(language.say("方法", "Method")));
    var cited =
        works.isEmpty()
            ? ""
            : language.say("方法可参见文献", "On the method see")
                + " ["
                + works.stream().map(work -> "@" + work.id()).collect(Collectors.joining("; "))
                + "]"
                + language.say("。", ".");
    texts.add(
        Markup.bold(method.path("name").asText())
            + language.say("。", ". ")
            + paragraph(method.path("why").asText())
            + language.gap()
            + cited);
    texts.add(Markup.numbered(TemplateResult.strings(method.path("steps"))));
    var validation = part.plan().validation();
    texts.add(
        validation.isEmpty() ? "" : language.say("检验：", "Validation: ") + paragraph(validation));
    result.at("formulas").forEach(formula -> texts.add(Markup.formula(formula)));
  }

  private void results(TemplateResult result, List<String> texts) {
    texts.add(heading(language.say("结果", "Results")));
    texts.add(bullets(result.sentences("findings")));
    result.at("tables").forEach(table -> texts.add(Markup.table(table)));
    part.figures().forEach(figure -> texts.add(Markup.figure(figure)));
    var files = result.sentences("files");
    if (!files.isEmpty()) {
      texts.add(
          paragraph(
              language.say("完整结果见文件：", "The whole result is in: ")
                  + String.join(language.say("、", ", "), files)
                  + language.say("。", ".")));
    }
  }
}
