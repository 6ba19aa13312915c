package taskloom.model.analyst;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// All that was found in a text, before anything is concluded from it.
///
/// @param findings entities without the times, in the order of the text
/// @param facts concepts and circumstances that hold, the names used by conditions
record Reading(
    Text text, List<Hit> hits, List<Finding> findings, TimeFinder.Found found, Set<String> facts) {

  static Reading of(Text text, List<Hit> hits, List<Finding> findings, TimeFinder.Found found) {
    var facts = new HashSet<String>();
    for (Hit hit : hits) {
      for (Sense sense : hit.senses()) {
        if (sense instanceof Sense.Concept concept) {
          facts.add(concept.name());
        }
      }
    }
    findings.forEach(finding -> facts.add(finding.kind()));
    if (facts.contains("foreign")) {
      facts.add("city");
    }
    if (facts.contains("city")) {
      facts.add("place");
    }
    if (facts.contains("abroad")) {
      facts.add("foreign");
    }
    for (TimeMention time : found.times()) {
      facts.add("time");
      facts.add(time.grain() == TimeMention.Grain.DAY ? "day" : "clock");
      if (time.limit()) {
        facts.add("limit");
        facts.add("before");
      }
    }
    if (!found.steps().isEmpty()) {
      facts.add("recurring");
      facts.add("time");
    }
    if (!found.lengths().isEmpty()) {
      facts.add("duration");
    }
    return new Reading(text, hits, findings, found, facts);
  }

  /// The time the task is about: the first exact one, else the first.
  Optional<TimeMention> time() {
    return found.times().stream()
        .filter(time -> time.grain() != TimeMention.Grain.DAY)
        .findFirst()
        .or(() -> found.times().stream().findFirst());
  }

  List<Finding> of(String... kinds) {
    var wanted = Set.of(kinds);
    return findings.stream().filter(finding -> wanted.contains(finding.kind())).toList();
  }

  boolean holds(List<String> needs, List<String> unless) {
    return facts.containsAll(needs) && unless.stream().noneMatch(facts::contains);
  }
}
