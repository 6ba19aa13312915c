package taskloom.model.analyst;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The wording of `phrasing.yaml`.
record Phrases(
    Map<Lang, Map<String, String>> summary,
    Map<TaskType, List<Step>> plans,
    Map<Lang, Map<String, String>> standIns,
    Map<Lang, Map<String, String>> tags,
    Map<Lang, Map<String, String>> every,
    Map<TaskType, Map<Lang, String>> labels,
    List<String> unwanted) {

  /// One step of a plan.
  ///
  /// @param instead steps of the same group exclude one another; empty for none
  /// @param lead minutes before the time
  record Step(
      String instead, List<String> needs, List<String> unless, int lead, Map<Lang, String> say) {}

  static Phrases load(KnowledgeNode file, KnowledgeNode types) {
    var plans = new EnumMap<TaskType, List<Step>>(TaskType.class);
    file.at("plans")
        .entries()
        .forEach((type, steps) ->
            plans.put(TaskType.of(type), steps.items().stream().map(Phrases::step).toList()));
    var labels = new EnumMap<TaskType, Map<Lang, String>>(TaskType.class);
    types
        .entries()
        .forEach((type, node) ->
            labels.put(
                TaskType.of(type),
                Map.of(
                    Lang.ZH, node.at("label").at("zh").string(),
                    Lang.EN, node.at("label").at("en").string())));
    return new Phrases(
        words(file.at("summary")),
        Map.copyOf(plans),
        words(file.at("stand_in")),
        words(file.at("tags")),
        words(file.at("every")),
        Map.copyOf(labels),
        file.at("unwanted").strings());
  }

  private static Step step(KnowledgeNode node) {
    return new Step(
        node.at("instead").string(""),
        node.at("needs").strings(),
        node.at("unless").strings(),
        node.at("lead").integer(0),
        Map.of(Lang.ZH, node.at("zh").string(), Lang.EN, node.at("en").string()));
  }

  private static Map<Lang, Map<String, String>> words(KnowledgeNode node) {
    var all = new EnumMap<Lang, Map<String, String>>(Lang.class);
    for (Lang lang : Lang.values()) {
      var words = new HashMap<String, String>();
      node.at(lang.key()).entries().forEach((key, text) -> words.put(key, text.string()));
      all.put(lang, Map.copyOf(words));
    }
    return Map.copyOf(all);
  }
}
