package taskloom.playbook;

import taskloom.agents.Brief;
import taskloom.agents.Coordinator;
import taskloom.agents.Desk;
import taskloom.agents.FailureType;
import taskloom.agents.Language;
import taskloom.agents.ModelingFailure;
import taskloom.agents.Problem;

/// Splits a problem by its numbering and takes it on when at least one question asks for something
/// that standard methods find in tables, and there are files.
record PlaybookCoordinator(ProblemReader reader) implements Coordinator {
  @Override
  public Brief coordinate(Problem problem, Desk desk) throws ModelingFailure, InterruptedException {
    var language = Language.of(problem.request().compTemplate());
    desk.working(
        language.say(
            "没有配置语言模型，由内置的标准方法手册按规则拆解题目",
            "No language model is configured: the built-in playbook splits the problem by rule"));
    var outline = reader.read(problem.text());
    if (!outline.answerable()) {
      throw new ModelingFailure(
          FailureType.NEEDS_A_MODEL,
          language.say(
                  "题目没有提出能用标准方法从数据表中回答的问题（预测、回归、分类、聚类、评价、优化、相关、描述），需要语言模型。",
                  "The text asks nothing that standard methods find in tables (forecast, regression, classification, clustering, evaluation, optimisation, correlation, description): this needs a model. ")
              + configure(language));
    }
    if (problem.files().isEmpty()) {
      throw new ModelingFailure(
          FailureType.NEEDS_A_MODEL,
          language.say(
                  "没有上传数据文件。请附上 CSV、XLSX 或 JSON 表格后重新提交；没有数据的题目需要语言模型。",
                  "No data file was handed in. Attach a table as CSV, XLSX or JSON and submit again; a problem without data needs a model. ")
              + configure(language));
    }
    var questions =
        outline.questions().stream()
            .filter(question -> question.text().codePoints().anyMatch(Character::isLetterOrDigit))
            .map(question -> new Brief.Question(question.text(), question.ask().word()))
            .toList();
    var title =
        outline.title().isBlank()
            ? language.say("数据分析报告", "Data analysis report")
            : outline.title();
    return new Brief(title, outline.background(), questions);
  }

  /// How a person gets a model.
  static String configure(Language language) {
    return language.say(
        "要使用语言模型，请设置 DEEPSEEK_API_KEY（或 TASKLOOM_MODEL_BASE_URL 与 TASKLOOM_MODEL_NAME），重启服务后重新提交。",
        "To use one, set DEEPSEEK_API_KEY (or TASKLOOM_MODEL_BASE_URL and TASKLOOM_MODEL_NAME), restart the service and submit again.");
  }
}
