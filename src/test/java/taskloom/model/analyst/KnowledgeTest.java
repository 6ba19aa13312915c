package taskloom.model.analyst;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The knowledge files agree with one another. (That patterns compile and types exist, loading them
/// checks.)
class KnowledgeTest {
  private final Knowledge knowledge = Knowledge.load();

  @Test
  void everyTypeHasLabelEvidencePlanAndWords() {
    Map<String, KnowledgeNode> types = KnowledgeNode.file("types").entries();
    for (TaskType type : TaskType.values()) {
      assertThat(types).containsKey(type.code());
      assertThat(knowledge.phrases().labels().get(type)).containsKeys(Lang.ZH, Lang.EN);
      assertThat(knowledge.phrases().plans()).containsKey(type);
      assertThat(knowledge.checklists()).containsKey(type);
      for (Lang lang : Lang.values()) {
        assertThat(knowledge.phrases().tags().get(lang)).containsKey(type.code());
        assertThat(knowledge.phrases().standIns().get(lang)).containsKey(type.code());
        assertThat(types.get(type.code()).at("evidence").items())
            .allSatisfy(group -> assertThat(group.at(lang.key()).strings()).isNotEmpty());
      }
    }
    assertThat(types).hasSameSizeAs(TaskType.values());
  }

  @Test
  void everyChecklistItemHasBothLanguagesAndIsNamedOnce() {
    knowledge
        .checklists()
        .forEach((type, items) -> {
          assertThat(items).as(type.code()).extracting(Knowledge.Item::id).doesNotHaveDuplicates();
          for (Knowledge.Item item : items) {
            assertThat(item.name().get(Lang.ZH)).matches(".*[\\u4e00-\\u9fff].*");
            assertThat(item.name().get(Lang.EN)).doesNotContainPattern("[\\u4e00-\\u9fff]");
            assertThat(items).extracting(Knowledge.Item::id).containsAll(item.coveredBy());
          }
        });
  }

  @Test
  void noWordStandsForTwoItemsAskedForTogether() {
    var twice = new ArrayList<String>();
    knowledge
        .checklists()
        .forEach((type, items) -> {
          var owners = new HashMap<String, Knowledge.Item>();
          for (Knowledge.Item item : items) {
            for (Lang lang : Lang.values()) {
              Stream.concat(
                      Stream.of(item.name().getOrDefault(lang, "")),
                      item.words().getOrDefault(lang, List.of()).stream())
                  .distinct()
                  .forEach(word -> {
                    Knowledge.Item owner = owners.putIfAbsent(word, item);
                    if (owner != null && owner != item && !excluding(owner, item)) {
                      twice.add(
                          type.code() + ": " + word + " in " + owner.id() + " and " + item.id());
                    }
                  });
            }
          }
        });
    assertThat(twice).isEmpty();
  }

  /// Whether the two are never asked for together: one covers the other, or what the one needs the
  /// other forbids.
  private static boolean excluding(Knowledge.Item one, Knowledge.Item other) {
    return one.coveredBy().contains(other.id())
        || other.coveredBy().contains(one.id())
        || one.when().stream().anyMatch(other.unless()::contains)
        || other.when().stream().anyMatch(one.unless()::contains);
  }

  @Test
  void everyConditionNamesAConceptOrACircumstance() {
    var known = new HashSet<String>(knowledge.concepts());
    known.addAll(Knowledge.CIRCUMSTANCES);
    Set<String> named = new HashSet<>();
    for (Knowledge.Rule rule : knowledge.rules()) {
      Stream.of(rule.near(), rule.has(), rule.without())
          .flatMap(List::stream)
          .filter(name -> !name.startsWith("type:"))
          .forEach(named::add);
      assertThat(rule.near().size()).as(rule.name()).isIn(0, 2);
      assertThat(rule.add()).as(rule.name()).isNotEmpty();
    }
    knowledge.checklists().values().stream()
        .flatMap(List::stream)
        .flatMap(item -> Stream.of(item.when(), item.unless(), item.given()).flatMap(List::stream))
        .forEach(named::add);
    knowledge.phrases().plans().values().stream()
        .flatMap(List::stream)
        .flatMap(step -> Stream.of(step.needs(), step.unless()).flatMap(List::stream))
        .forEach(named::add);
    assertThat(known).containsAll(named);
  }

  @Test
  void everySlotOfAPlanIsKnown() {
    var slots =
        Set.of(
            "when", "who", "where", "what", "items", "money", "missing", "arrive", "lead30",
            "lead60", "leadday");
    for (Phrases.Step step :
        knowledge.phrases().plans().values().stream().flatMap(List::stream).toList()) {
      for (String say : step.say().values()) {
        var matcher = java.util.regex.Pattern.compile("\\{(\\w+)\\}").matcher(say);
        while (matcher.find()) {
          assertThat(slots).as(say).contains(matcher.group(1));
        }
      }
    }
  }
}
