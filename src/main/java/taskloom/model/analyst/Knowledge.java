package taskloom.model.analyst;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// All that the analyst knows, as the files under `analyst/` have it. Immutable.
record Knowledge(
    Lexicon lexicon,
    List<Rule> rules,
    Set<String> concepts,
    Map<TaskType, List<Item>> checklists,
    int omissionLimit,
    EntityShapes entities,
    TimeGrammar times,
    Urgency urgency,
    Phrases phrases,
    Map<Character, Character> simplified) {

  /// A rule of `rules.yaml`.
  record Rule(
      String name,
      List<String> near,
      int within,
      List<String> has,
      List<String> without,
      Map<TaskType, Double> add) {}

  /// An item of a checklist.
  record Item(
      String id,
      Map<Lang, String> name,
      Map<Lang, List<String>> words,
      List<String> when,
      List<String> unless,
      List<String> given,
      List<String> coveredBy,
      boolean thing) {}

  /// Kinds an entity or a circumstance can have in a condition, beside the concepts.
  static final Set<String> CIRCUMSTANCES =
      Set.of(
          "time",
          "clock",
          "day",
          "ahead",
          "future",
          "limit",
          "before",
          "recurring",
          "duration",
          "person",
          "place",
          "organization",
          "item",
          "city",
          "foreign",
          "money",
          "phone",
          "email",
          "flight",
          "train",
          "room",
          "quantity",
          "missing",
          "items",
          "who",
          "where",
          "what");

  static Knowledge load() {
    var lexicon = new Lexicon.Builder();
    KnowledgeNode types = KnowledgeNode.file("types");
    types
        .entries()
        .forEach((code, type) -> evidence(lexicon, TaskType.of(code), type.at("evidence")));
    var concepts = new TreeSet<String>();
    KnowledgeNode named = KnowledgeNode.file("concepts");
    named
        .entries()
        .forEach((name, words) -> {
          concepts.add(name);
          both(words).forEach(word -> lexicon.add(word, new Sense.Concept(name)));
        });
    KnowledgeNode priority = KnowledgeNode.file("priority");
    for (String mood : List.of("urgent", "important", "relaxed")) {
      both(priority.at(mood)).forEach(word -> lexicon.add(word, new Sense.Concept(mood)));
      concepts.add(mood);
    }
    KnowledgeNode lists = KnowledgeNode.file("checklists");
    var checklists = new EnumMap<TaskType, List<Item>>(TaskType.class);
    lists
        .at("types")
        .entries()
        .forEach((code, items) ->
            checklists.put(
                TaskType.of(code), items.items().stream().map(Knowledge::item).toList()));
    checklists.forEach((type, items) -> items.forEach(item -> mentions(lexicon, type, item)));
    KnowledgeNode entities = KnowledgeNode.file("entities");
    for (String kind : List.of("person", "place", "city", "foreign", "item", "name")) {
      both(entities.at(kind)).forEach(word -> lexicon.add(word, new Sense.Named(kind)));
    }
    both(named.at("goods")).forEach(word -> lexicon.add(word, new Sense.Named("item")));
    return new Knowledge(
        lexicon.build(),
        KnowledgeNode.file("rules").items().stream().map(Knowledge::rule).toList(),
        Set.copyOf(concepts),
        Map.copyOf(checklists),
        lists.at("limit").integer(6),
        EntityShapes.load(entities),
        TimeGrammar.load(KnowledgeNode.file("times")),
        Urgency.load(priority),
        Phrases.load(KnowledgeNode.file("phrasing"), types),
        Simplified.load());
  }

  private static void evidence(Lexicon.Builder lexicon, TaskType type, KnowledgeNode groups) {
    for (KnowledgeNode group : groups.items()) {
      var sense = new Sense.Evidence(type, group.at("weight").number());
      both(group).forEach(word -> lexicon.add(word, sense));
    }
  }

  private static void mentions(Lexicon.Builder lexicon, TaskType type, Item item) {
    var sense = new Sense.Needed(type, item.id());
    for (Lang lang : Lang.values()) {
      lexicon.add(item.name().getOrDefault(lang, item.id()), sense);
      item.words().getOrDefault(lang, List.of()).forEach(word -> lexicon.add(word, sense));
    }
    if (item.thing()) {
      for (Lang lang : Lang.values()) {
        lexicon.add(item.name().getOrDefault(lang, item.id()), new Sense.Named("item"));
      }
    }
  }

  private static List<String> both(KnowledgeNode words) {
    var all = new ArrayList<String>(words.at("zh").strings());
    all.addAll(words.at("en").strings());
    return all;
  }

  private static Item item(KnowledgeNode node) {
    return new Item(
        node.at("id").string(),
        Map.of(Lang.ZH, node.at("zh").string(), Lang.EN, node.at("en").string()),
        Map.of(
            Lang.ZH,
            node.at("words").at("zh").strings(),
            Lang.EN,
            node.at("words").at("en").strings()),
        node.at("when").strings(),
        node.at("unless").strings(),
        node.at("given").strings(),
        node.at("covered_by").strings(),
        node.at("thing").string("false").equals("true"));
  }

  private static Rule rule(KnowledgeNode node) {
    var add = new HashMap<TaskType, Double>();
    node.at("add").entries().forEach((type, weight) -> add.put(TaskType.of(type), weight.number()));
    return new Rule(
        node.at("name").string(),
        node.at("near").strings(),
        node.at("within").integer(0),
        node.at("has").strings(),
        node.at("without").strings(),
        Map.copyOf(add));
  }
}
