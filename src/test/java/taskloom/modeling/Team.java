package taskloom.modeling;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import taskloom.model.chat.StubAnswer;
import taskloom.model.chat.StubModel.Play;
import taskloom.model.chat.StubModel.Request;
import taskloom.wire.Json;

/// A scripted team: what the model answers to each agent. It keeps nothing between requests, so
/// that a restarted task gets the same answers.
final class Team implements Function<Request, Play> {
  static final String PROBLEM =
      """
      某商店记录了每日销量（见 sales.csv）。
      问题1：请建立模型预测未来三天的销量。
      """;
  static final String CSV = "day,sales\n1,10\n2,12\n3,14\n4,16\n5,18\n";

  static final String EDA =
      "import pandas as pd\nd = pd.read_csv('sales.csv')\nprint('rows', len(d))";
  static final String FIT =
      """
      import numpy as np
      import matplotlib.pyplot as plt
      k, b = np.polyfit(d['day'], d['sales'], 1)
      print('slope', round(k, 3))
      plt.plot(d['day'], d['sales'])
      plt.xlabel('天')
      plt.savefig('fit.png')\
      """;
  static final String SENSITIVITY =
      "print('slope of the first four', round(np.polyfit(d['day'][:4], d['sales'][:4], 1)[0], 3))";

  private final Map<String, Function<Talk, Play>> coder = new HashMap<>();
  private Function<Talk, Play> coordinator = _ -> brief();
  private Function<Talk, Play> modeler = _ -> plans();
  private Function<Talk, Play> writer = Team::written;
  private Function<Talk, Play> summary = _ -> StubAnswer.words("A summary.");

  /// One agent's conversation as a request shows it.
  ///
  /// @param task the first thing it was told
  /// @param turn how many answers it has given, from 0
  record Talk(String task, int turn, JsonNode body) {
    boolean about(String words) {
      return task.contains(words);
    }

    String last() {
      var messages = body.path("messages");
      return messages.path(messages.size() - 1).path("content").asText();
    }
  }

  Team() {
    part("eda", EDA, "共 5 天的数据，没有缺失。");
    part("ques1", FIT, "斜率为 2.0。\n![销量与拟合](fit.png)");
    part("sensitivity_analysis", SENSITIVITY, "去掉一天后斜率不变。");
  }

  /// The Coder runs `code` and then says `summary`.
  Team part(String part, String code, String summary) {
    return coder(part, talk -> talk.turn() == 0 ? execute(code) : StubAnswer.words(summary));
  }

  Team coder(String part, Function<Talk, Play> play) {
    coder.put(part, play);
    return this;
  }

  Team coordinator(Function<Talk, Play> play) {
    coordinator = play;
    return this;
  }

  Team modeler(Function<Talk, Play> play) {
    modeler = play;
    return this;
  }

  Team writer(Function<Talk, Play> play) {
    writer = play;
    return this;
  }

  Team summary(Function<Talk, Play> play) {
    summary = play;
    return this;
  }

  @Override
  public Play apply(Request request) {
    var messages = request.body().path("messages");
    int turn = 0;
    for (var message : messages) {
      turn += message.path("role").asText().equals("assistant") ? 1 : 0;
    }
    var prompt = messages.path(0).path("content").asText();
    var talk = new Talk(messages.path(1).path("content").asText(), turn, request.body());
    if (prompt.startsWith("You are the coordinator")) {
      return coordinator.apply(talk);
    }
    if (prompt.startsWith("You are the modeller")) {
      return modeler.apply(talk);
    }
    if (prompt.startsWith("You are the writer")) {
      return writer.apply(talk);
    }
    if (prompt.startsWith("You shorten")) {
      return summary.apply(talk);
    }
    for (var part : coder.entrySet()) {
      if (talk.about("# Your part now: " + part.getKey() + "\n")) {
        return part.getValue().apply(talk);
      }
    }
    return StubAnswer.words("Nothing is scripted for this.");
  }

  static Play execute(String code) {
    return call("execute_code", Map.of("code", code));
  }

  static Play call(String name, Map<String, String> arguments) {
    return StubAnswer.call("call-1", name, Json.text(arguments));
  }

  static Play json(Object answer) {
    return StubAnswer.words(Json.text(answer));
  }

  static Play brief() {
    return json(
        Map.of(
            "is_modeling_problem", true,
            "reason", "",
            "title", "销量预测",
            "background", "某商店记录了每日销量。",
            "questions", List.of(Map.of("text", "请建立模型预测未来三天的销量。", "asks", "forecast"))));
  }

  static Play plans() {
    return json(
        Map.of(
            "parts",
            List.of(
                plan("eda", "描述统计"), plan("ques1", "线性回归"), plan("sensitivity_analysis", "留一法"))));
  }

  private static Map<String, Object> plan(String part, String model) {
    return Map.of(
        "part", part, "model", model, "why", "数据少", "validation", "残差", "figures", List.of("拟合图"));
  }

  /// Prose with a formula; about the question it looks a work up first and cites it, and one that
  /// nobody looked up.
  private static Play written(Talk talk) {
    if (talk.about("# Write the section about ques1")) {
      return talk.turn() == 0
          ? call("search_papers", Map.of("query", "linear regression"))
          : StubAnswer.words("由最小二乘法 $y = kx + b$ 得到结果 [@W11] [@W99] [3]。\n\n![没有的图](none.png)");
    }
    return StubAnswer.words("本节正文，其中 $x_1 = 2$。");
  }
}
