package taskloom.model.analyst;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Says what kind of task a reading is: weighs each type's evidence, then applies the rules for
/// words that decide together.
record Classifier(List<Knowledge.Rule> rules) {
  /// Below this a type is not believed.
  private static final double ENOUGH = 1.5;

  /// The same for a text with vague words in it ("that thing").
  private static final double ENOUGH_IF_VAGUE = 3.6;

  /// How fast confidence grows with evidence.
  private static final double HALF_LIFE = 2.2;

  private static final double UNSURE = 0.35;

  /// Of several terms of one type, each further one adds less.
  private static final double FADE = 0.6;

  /// A type and how sure it is.
  ///
  /// @param evidence the words that speak most for it, empty when none do
  record Verdict(TaskType type, double confidence, Optional<Hit> evidence) {}

  Verdict classify(Reading reading) {
    Map<TaskType, Double> scores = evidence(reading);
    for (Knowledge.Rule rule : rules) {
      if (applies(rule, reading, scores)) {
        rule.add().forEach((type, weight) -> scores.merge(type, weight, Double::sum));
      }
    }
    TaskType best = TaskType.OTHER;
    double top = 0;
    double second = 0;
    for (TaskType type : TaskType.values()) {
      double score = scores.getOrDefault(type, 0.0);
      if (score > top) {
        second = top;
        top = score;
        best = type;
      } else if (score > second) {
        second = score;
      }
    }
    if (top < (reading.facts().contains("vague") ? ENOUGH_IF_VAGUE : ENOUGH)) {
      return new Verdict(
          TaskType.OTHER, round(UNSURE * Math.min(1, top / (top + 2)) + 0.05), Optional.empty());
    }
    double support = 1 - Math.pow(0.5, top / HALF_LIFE);
    double lead = (top - Math.max(second, 0)) / top;
    double clear = 0.6 + 0.4 * Math.min(1, lead * 1.6);
    double detail = reading.facts().contains("time") ? 1 : 0.95;
    return new Verdict(
        best,
        round(Math.min(0.98, 0.2 + 0.8 * support * clear) * detail),
        strongest(reading, best));
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private static Map<TaskType, Double> evidence(Reading reading) {
    var weights = new EnumMap<TaskType, List<Double>>(TaskType.class);
    var seen = new HashSet<String>();
    for (Hit hit : reading.hits()) {
      if (hit.quiet() || !seen.add(hit.term())) {
        continue;
      }
      for (Sense sense : hit.senses()) {
        if (sense instanceof Sense.Evidence evidence) {
          weights.computeIfAbsent(evidence.type(), _ -> new ArrayList<>()).add(evidence.weight());
        }
      }
    }
    var scores = new EnumMap<TaskType, Double>(TaskType.class);
    weights.forEach((type, found) -> {
      found.sort((a, b) -> Double.compare(b, a));
      double score = 0;
      double share = 1;
      for (double weight : found) {
        score += weight * share;
        share *= FADE;
      }
      scores.put(type, score);
    });
    return scores;
  }

  private static Optional<Hit> strongest(Reading reading, TaskType type) {
    Hit best = null;
    double most = 0;
    for (Hit hit : reading.hits()) {
      for (Sense sense : hit.senses()) {
        if (!hit.quiet()
            && sense instanceof Sense.Evidence evidence
            && evidence.type() == type
            && evidence.weight() > most) {
          best = hit;
          most = evidence.weight();
        }
      }
    }
    return Optional.ofNullable(best);
  }

  private static boolean applies(
      Knowledge.Rule rule, Reading reading, Map<TaskType, Double> scores) {
    return rule.has().stream().allMatch(name -> holds(name, reading, scores))
        && rule.without().stream().noneMatch(name -> holds(name, reading, scores))
        && (rule.near().isEmpty() || near(rule, reading));
  }

  private static boolean holds(String name, Reading reading, Map<TaskType, Double> scores) {
    return name.startsWith("type:")
        ? scores.getOrDefault(TaskType.of(name.substring(5)), 0.0) > 0
        : reading.facts().contains(name);
  }

  private record Place(int begin, int end) {}

  private static boolean near(Knowledge.Rule rule, Reading reading) {
    List<Place> first = places(rule.near().getFirst(), reading);
    List<Place> then = first.isEmpty() ? List.of() : places(rule.near().get(1), reading);
    int from = 0;
    for (Place a : first) {
      while (from < then.size() && then.get(from).begin() < a.end()) {
        from++;
      }
      if (from < then.size()
          && then.get(from).begin() - a.end() <= rule.within()
          && !reading.text().breaksBetween(a.end(), then.get(from).begin())) {
        return true;
      }
    }
    return false;
  }

  /// Where a concept or an entity kind stands, in the order of the text.
  private static List<Place> places(String name, Reading reading) {
    var places = new ArrayList<Place>();
    if (!reading.facts().contains(name)) {
      return places;
    }
    var concept = new Sense.Concept(name);
    for (Hit hit : reading.hits()) {
      if (hit.senses().contains(concept)) {
        places.add(new Place(hit.begin(), hit.end()));
      }
    }
    for (Finding finding : reading.findings()) {
      if (finding.kind().equals(name)
          || (name.equals("city") && finding.kind().equals("foreign"))) {
        places.add(new Place(finding.begin(), finding.end()));
      }
    }
    places.sort((a, b) -> Integer.compare(a.begin(), b.begin()));
    return places;
  }
}
