package taskloom.playbook;

import taskloom.agents.Language;

/// How each template checks its own result, in words.
final class Validation {
  private Validation() {}

  /// One sentence; empty where there is nothing to check.
  static String of(String template, Language language) {
    return switch (template) {
      case "forecast" ->
          language.say(
              "用滚动起点检验：各模型只用起点以前的数据预测，再与实际及朴素法比较。",
              "By rolling origins: each model forecasts from the data before an origin and is compared with what came and with the naive forecast.");
      case "regression", "classification" ->
          language.say(
              "用交叉验证：在未参与训练的行上与不看自变量的基线比较。",
              "By cross-validation: on rows not trained on, against a baseline that knows no explanatory variable.");
      case "clustering" ->
          language.say(
              "用轮廓系数选择类数，并检查分组是否明显。",
              "The number of groups is chosen by silhouette, and checked for being clear at all.");
      case "evaluation" ->
          language.say(
              "随机扰动权重，看名次是否稳定。", "The weights are varied at random to see whether the ranks hold.");
      case "optimisation" ->
          language.say("把解代回每条约束逐条核对。", "The solution is put back into every constraint.");
      case "correlation" ->
          language.say(
              "p 值经 Holm 多重检验校正。", "p values are corrected for multiple testing after Holm.");
      default -> "";
    };
  }
}
