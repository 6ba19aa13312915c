package taskloom.agents;

import java.util.List;
import java.util.Locale;
import taskloom.engine.GivenUp;
import taskloom.runner.ConversionFailure;

/// What is said on a task's stream, in its language: everything there that no agent, no interpreter
/// and no person wrote. (The playbook's own sentences stand beside its rules.)
///
/// @param language the task's
public record Words(Language language) {
  /// A step's name as MathModelAgent publishes it: the same in every language.
  public static final String LITERATURE = "文献检索";

  /// Those of a competition's template.
  public static Words of(ModelingRequest.Template template) {
    return new Words(Language.of(template));
  }

  // --- the task as a whole ---

  /// It was taken in.
  public String submitted() {
    return say("任务已提交，等待处理", "The task is submitted and waits for its turn");
  }

  /// Work begins.
  public String started() {
    return say("任务开始处理", "Work on the task begins");
  }

  /// Work goes on after a restart.
  public String resumed() {
    return say(
        "服务重新启动，任务从上一个完成的部分继续",
        "The service was restarted; the task goes on after the last part that was finished");
  }

  /// It was cancelled.
  public String cancelled() {
    return say("任务已取消", "The task was cancelled");
  }

  /// It is finished.
  ///
  /// @param unsolved the names of parts without a result
  /// @param partly the names of parts that leave something open
  public String finished(List<String> unsolved, List<String> partly) {
    return say("任务完成", "The task is finished")
        + but(say("，但以下部分未能求解：", "; not solved: "), unsolved)
        + but(say("，以下部分只求解了一部分：", "; solved in part only: "), partly);
  }

  private String but(String words, List<String> parts) {
    return parts.isEmpty() ? "" : words + list(parts);
  }

  /// Not one question was solved.
  public String nothingSolved() {
    return say(
        "没有一个问题求解成功；已写出的文稿和代码仍在任务文件中",
        "Not one question could be solved; the paper and the code written so far are in the task's files");
  }

  /// What the engine ended the task for.
  public String givenUp(GivenUp why) {
    return switch (language) {
      case CHINESE -> why.sentence();
      case ENGLISH ->
          switch (why) {
            case GivenUp.Attempts(var begun) ->
                "The task was begun %d times without getting any further".formatted(begun);
            case GivenUp.OutOfTime(var limit) ->
                "The task took longer than %d seconds".formatted(limit.toSeconds());
            case GivenUp.Broken() -> "The server failed; the operator's log says why";
          };
    };
  }

  // --- the stages ---

  /// The Coordinator begins.
  public String coordinating() {
    return say("识别并拆解题目", "Taking the problem apart");
  }

  /// The Coordinator has split the problem.
  public String coordinated(String title, int questions) {
    return say("《%s》：共 %d 个问题", questions == 1 ? "“%s”: one question" : "“%s”: %d questions")
        .formatted(title, questions);
  }

  /// A question is not in the problem.
  public String notQuoted() {
    return say(
        "拆解出的问题不在题目原文中，请更换模型后重试",
        "A question is not in the problem's own words; try again with another model");
  }

  /// The Modeler begins.
  public String choosing() {
    return say("为每个部分选择模型", "Choosing a model for each part");
  }

  /// The Modeler has chosen.
  public String chosen(List<PartPlan> plans) {
    var text =
        new StringBuilder(
            say("已为 %d 个部分选定模型", "Models are chosen for %d parts").formatted(plans.size()));
    for (var plan : plans) {
      text.append('\n').append(plan.part().name()).append(say("：", ": ")).append(plan.model());
    }
    return text.toString();
  }

  /// A part has no plan.
  public String partsMissing() {
    return say("建模方案没有覆盖所有部分，请更换模型后重试", "The plan leaves parts out; try again with another model");
  }

  /// The Coder begins with a part.
  public String solving(String heading) {
    return say("求解：", "Solving: ") + heading;
  }

  /// The Coder has finished a part.
  public String solved(Solution.Extent extent, String heading) {
    return switch (extent) {
          case SOLVED -> say("求解完成：", "Solved: ");
          case PARTLY -> say("部分求解：", "Solved in part: ");
          case UNSOLVED -> say("未能求解：", "Not solved: ");
        }
        + heading;
  }

  /// The Writer begins with a section.
  public String writing(String heading) {
    return say("撰写：", "Writing: ") + heading;
  }

  /// The Writer has finished a section.
  public String written(String heading) {
    return say("撰写完成：", "Written: ") + heading;
  }

  /// The paper and the notebook are being made.
  public String assembling() {
    return say("整理论文与附件", "Putting the paper and the notebook together");
  }

  /// The step that makes a file.
  public String makingFile() {
    return say("生成文件", "Making files");
  }

  /// A file could not be made; the task goes on.
  public String notMade(String file, ConversionFailure why) {
    return say("警告：没有生成 %s：%s", "Warning: %s was not made: %s")
        .formatted(file, say(why.sentence(), why.englishSentence()));
  }

  /// The files that were made.
  public String made(List<String> files) {
    return say("已生成：", "Made: ") + list(files);
  }

  /// The appendix's heading above the code that ran before the parts.
  public String preparation() {
    return say("数据读取与公用函数", "Reading the Data, and What All Parts Share");
  }

  /// The appendix, where the code is too long for it.
  public String codeInNotebook() {
    return say("完整代码见 notebook.ipynb。", "The whole code is in notebook.ipynb.");
  }

  // --- literature ---

  /// What a look-up found.
  public String found(String query, int works) {
    return say("“%s”：找到 %d 篇文献", "“%s”: %d works found").formatted(query, works);
  }

  /// Why a look-up failed.
  public String unreachable(SearchResult.Unreachable result) {
    return say("文献库无法访问：", "The library cannot be reached: ")
        + switch (result.why()) {
          case TIMEOUT -> say("网络超时", "it did not answer in time");
          case NO_CONNECTION -> say("无法连接到服务", "no connection");
          case REFUSED -> "HTTP " + result.status();
          case UNREADABLE -> say("返回内容无法解析", "its answer cannot be read");
        };
  }

  // --- what is missing here ---

  /// The task's input is no modelling request.
  String invalidRequest() {
    return say(
        "任务缺少题目文本或参数无效，请重新提交",
        "The task has no problem text, or its parameters are not valid; submit it again");
  }

  /// No code can be run.
  String noCode(String why) {
    return say("无法运行代码：", "No code can be run: ") + why;
  }

  /// The task's folder cannot be opened.
  String noFolder() {
    return say(
        "无法打开任务的文件夹，请检查服务器磁盘", "The task's folder cannot be opened; check the server's disk");
  }

  /// A file cannot be written.
  public String notWritable(String file) {
    return say("无法写入 %s，请检查服务器磁盘", "%s cannot be written; check the server's disk").formatted(file);
  }

  /// A part's code alone is more than the history takes.
  String tooMuchCode(String part) {
    return say("“%s”部分的代码过多，无法保存", "Part '%s' ran more code than can be kept").formatted(part);
  }

  /// The token budget is used up.
  String outOfTokens(long budget) {
    return say(
            "任务用完了 %,d 个 token 的预算，已停止；请提高 TASKLOOM_TOKEN_BUDGET 后重新提交",
            "The task has used up its budget of %,d tokens and was stopped; raise TASKLOOM_TOKEN_BUDGET and submit it again")
        .formatted(budget);
  }

  /// How many tokens were used.
  String tokensUsed(long tokens) {
    return String.format(Locale.ROOT, say("已使用 %,d", "%,d used"), tokens);
  }

  // --- agents that ask a model ---

  /// The Coordinator reads.
  public String reading() {
    return say("阅读题目", "Reading the problem");
  }

  /// The Modeler compares.
  public String comparing() {
    return say("查看数据，比较模型", "Looking at the data, comparing models");
  }

  /// The Coder writes and runs code.
  public String coding() {
    return say("编写并运行代码", "Writing and running code");
  }

  /// The Writer writes.
  public String composing() {
    return say("撰写正文", "Writing the text");
  }

  /// The model is waited for.
  public String retrying(String failure, long seconds) {
    return say("%s；%d 秒后重试", "%s; trying again in %d seconds").formatted(failure, seconds);
  }

  /// What to do when a conversation is too long for the model.
  public String lowerContext() {
    return say("；请调小 TASKLOOM_CONTEXT_TOKENS", "; lower TASKLOOM_CONTEXT_TOKENS");
  }

  /// A model never answered in the asked-for form.
  public String unusableAnswers(int attempts) {
    return say(
            "模型连续 %d 次没有给出可用的回答，请更换模型后重试",
            "The model gave no usable answer %d times in a row; try again with another model")
        .formatted(attempts);
  }

  /// A model wrote nothing.
  public String noSection() {
    return say(
        "模型没有写出论文章节，请更换模型后重试", "The model did not write the section; try again with another model");
  }

  /// The Coordinator gave no reason.
  public String noModellingProblem() {
    return say("提交的内容不是数学建模问题", "What was submitted is no mathematical modelling problem");
  }

  /// A model ran nothing that could be used.
  public String nothingUsable(String problem) {
    return say("模型没有运行出可用的结果（%s）", "The model came to no usable result (%s)").formatted(problem);
  }

  /// A model answered with nothing.
  public String emptyAnswer() {
    return say("回答为空", "its answer was empty");
  }

  /// A model has run no code.
  public String noCodeRan() {
    return say("没有成功运行的代码", "no code of it has run");
  }

  /// A model's last code failed.
  public String lastCodeFailed() {
    return say("最后一段代码出错", "its last code failed");
  }

  /// A model could not repair its code.
  public String notRepaired(int repairs, String error) {
    return say("代码修复 %d 次后仍然出错：%s", "The code still failed after %d repairs: %s")
        .formatted(repairs, error);
  }

  /// A model went round in circles.
  public String sameCallAgain() {
    return say("模型反复发出同一个调用", "The model made the same call again and again");
  }

  /// A model did not come to an end.
  public String outOfTurns(int turns) {
    return say("在 %d 轮内没有完成", "Not finished within %d turns").formatted(turns);
  }

  private String list(List<String> names) {
    return String.join(say("、", ", "), names);
  }

  private String say(String chinese, String english) {
    return language.say(chinese, english);
  }
}
