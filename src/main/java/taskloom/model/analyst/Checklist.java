package taskloom.model.analyst;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Says what a text probably forgets: the items of its type's checklist whose conditions hold, less
/// those that it mentions, in whatever way ("不用带伞" mentions the umbrella too).
record Checklist(Map<TaskType, List<Knowledge.Item>> lists, int limit) {

  List<String> omissions(TaskType type, Reading reading) {
    List<Knowledge.Item> items = lists.getOrDefault(type, List.of());
    Set<String> mentioned = mentioned(type, reading);
    Lang lang = reading.text().lang();
    return items.stream()
        .filter(item -> reading.holds(item.when(), item.unless()))
        .filter(item -> !mentioned.contains(item.id()))
        .filter(item -> item.coveredBy().stream().noneMatch(mentioned::contains))
        .filter(item -> item.given().stream().noneMatch(reading.facts()::contains))
        .map(item -> item.name().getOrDefault(lang, item.id()))
        .limit(limit)
        .toList();
  }

  private static Set<String> mentioned(TaskType type, Reading reading) {
    var ids = new HashSet<String>();
    for (Hit hit : reading.hits()) {
      for (Sense sense : hit.senses()) {
        if (sense instanceof Sense.Needed needed && needed.type() == type) {
          ids.add(needed.id());
        }
      }
    }
    return ids;
  }
}
