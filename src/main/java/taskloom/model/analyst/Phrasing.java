package taskloom.model.analyst;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Puts an analysis into words, in the language of the text, with its own people, places, things
/// and times.
final class Phrasing {
  private static final double SURE = 0.75;
  private static final double LIKELY = 0.5;
  private static final int NAMED = 4;
  private static final List<String> TAGGED =
      List.of(
          "urgent",
          "important",
          "recurring",
          "foreign",
          "flying",
          "rail",
          "by_car",
          "exam",
          "interview",
          "video",
          "child",
          "pet",
          "gift",
          "money");

  private final Phrases phrases;
  private final Reading reading;
  private final Classifier.Verdict verdict;
  private final List<String> missing;
  private final ZonedDateTime now;
  private final Lang lang;
  private final Moments moments;
  private final Map<String, String> slots = new HashMap<>();

  Phrasing(
      Phrases phrases,
      Reading reading,
      Classifier.Verdict verdict,
      List<String> missing,
      ZonedDateTime now) {
    this.phrases = phrases;
    this.reading = reading;
    this.verdict = verdict;
    this.missing = missing;
    this.now = now;
    this.lang = reading.text().lang();
    this.moments = new Moments(lang, now);
    reading.time().ifPresent(time -> slots.put("when", moments.say(time)));
    fill("who", texts(reading.of("person")));
    fill("where", places());
    fill("items", texts(reading.of("item").stream().filter(this::wanted).toList()));
    fill("money", texts(reading.of("money")));
    fill("missing", missing);
    verdict.evidence().ifPresent(hit -> slots.put("what", TaskClause.around(reading, hit)));
    reading.found().steps().stream()
        .findFirst()
        .ifPresent(step ->
            slots.put(
                "every",
                step.onDays()
                    ? reading.text().raw().substring(step.begin(), step.end()).strip()
                    : word(phrases.every(), step.value(), "other")));
  }

  private void fill(String slot, Collection<String> values) {
    if (!values.isEmpty()) {
      slots.put(
          slot,
          String.join(
              word(phrases.summary(), "list", "list"),
              values.stream().limit(slot.equals("missing") ? 6 : NAMED).toList()));
    }
  }

  private static Set<String> texts(List<Finding> findings) {
    var texts = new LinkedHashSet<String>();
    findings.forEach(finding -> texts.add(finding.value()));
    return texts;
  }

  /// Whether a thing is to be had along: not after "no need for" and the like.
  private boolean wanted(Finding item) {
    String before = reading.text().norm().substring(Math.max(0, item.begin() - 14), item.begin());
    return phrases.unwanted().stream().noneMatch(before::contains);
  }

  private Set<String> places() {
    var places = texts(reading.of("city", "foreign"));
    places.addAll(texts(reading.of("place", "organization", "room")));
    return new LinkedHashSet<>(places.stream().limit(2).toList());
  }

  private String word(Map<Lang, Map<String, String>> words, String key, String otherwise) {
    Map<String, String> known = words.getOrDefault(lang, Map.of());
    String word = known.get(key);
    return word == null ? known.getOrDefault(otherwise, "") : word;
  }

  /// One or two sentences: the type and how sure, what was understood, what may be missing.
  String summary() {
    var words = phrases.summary().getOrDefault(lang, Map.of());
    String comma = words.getOrDefault("comma", "");
    String stop = words.getOrDefault("stop", "");
    boolean vague = verdict.type() == TaskType.OTHER && verdict.evidence().isEmpty();
    String how =
        verdict.confidence() >= SURE ? "sure" : verdict.confidence() >= LIKELY ? "likely" : "guess";
    String opening = vague ? (slots.isEmpty() ? "vague" : "vague_kept") : how;
    String label = phrases.labels().getOrDefault(verdict.type(), Map.of()).getOrDefault(lang, "");
    var parts = new ArrayList<String>();
    parts.add(words.getOrDefault(opening, "").replace("{label}", label));
    boolean limit = reading.time().map(TimeMention::limit).orElse(false);
    for (String part : List.of("what", "when", "every", "where", "who", "items", "money")) {
      if (slots.containsKey(part)) {
        parts.add(
            filled(words.getOrDefault(part.equals("when") && limit ? "limit" : part, ""), slots));
      }
    }
    String understood = String.join(comma, parts) + stop;
    String rest =
        missing.isEmpty()
            ? (vague ? "" : words.getOrDefault("nothing", ""))
            : words.getOrDefault("missing", "");
    return (understood + (rest.isEmpty() ? "" : capital(filled(rest, slots)) + stop)).strip();
  }

  private static String capital(String sentence) {
    return sentence.isEmpty()
        ? sentence
        : Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }

  /// What to do, step by step, with the moments computed from the time.
  String plan() {
    var said = new ArrayList<String>();
    var groups = new HashSet<String>();
    for (Phrases.Step step : phrases.plans().getOrDefault(verdict.type(), List.of())) {
      Map<String, String> filled = slotsOf(step);
      if (groups.contains(step.instead()) || !holds(step, filled)) {
        continue;
      }
      if (!step.instead().isEmpty()) {
        groups.add(step.instead());
      }
      said.add(capital(filled(step.say().getOrDefault(lang, ""), filled)));
    }
    String stop = word(phrases.summary(), "stop", "stop");
    return (String.join(stop, said) + stop).strip();
  }

  private boolean holds(Phrases.Step step, Map<String, String> filled) {
    var facts = new HashSet<String>(reading.facts());
    Stream.of("who", "where", "items", "money", "missing", "what")
        .filter(slots::containsKey)
        .forEach(facts::add);
    reading
        .time()
        .ifPresent(time -> {
          facts.add(time.grain() == TimeMention.Grain.DAY ? "day" : "clock");
          if (time.at().minusMinutes(step.lead()).isAfter(now)
              || (time.grain() == TimeMention.Grain.DAY
                  && !time.at()
                      .minusMinutes(step.lead())
                      .toLocalDate()
                      .isBefore(now.toLocalDate()))) {
            facts.add("ahead");
          }
          if (time.at().minusMinutes(step.lead()).isAfter(now)) {
            facts.add("future");
          }
        });
    if (reading.time().isEmpty()) {
      facts.removeAll(Set.of("clock", "day"));
    }
    return !filled.isEmpty()
        && facts.containsAll(step.needs())
        && step.unless().stream().noneMatch(facts::contains);
  }

  private Map<String, String> slotsOf(Phrases.Step step) {
    var filled = new HashMap<String, String>(slots);
    filled.putIfAbsent("where", word(phrases.standIns(), verdict.type().code(), "other"));
    filled.putIfAbsent("what", word(phrases.standIns(), "what", "what"));
    reading
        .time()
        .ifPresent(time -> {
          ZonedDateTime arrive = time.at().minus(Duration.ofMinutes(step.lead()));
          filled.put("arrive", moments.beside(arrive, time.at()));
          filled.put("lead30", moments.beside(arrive.minusMinutes(30), time.at()));
          filled.put("lead60", moments.beside(arrive.minusMinutes(60), time.at()));
          filled.put("leadday", moments.day(arrive.toLocalDate()));
        });
    return filled;
  }

  private static String filled(String template, Map<String, String> slots) {
    var text = new StringBuilder();
    int at = 0;
    for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', at)) {
      int close = template.indexOf('}', open);
      text.append(template, at, open)
          .append(slots.getOrDefault(template.substring(open + 1, close), ""));
      at = close + 1;
    }
    return text.append(template, at, template.length()).toString();
  }

  /// The type, what stands out, and when.
  List<String> tags() {
    var tags = new LinkedHashSet<String>();
    tags.add(word(phrases.tags(), verdict.type().code(), "other"));
    for (String fact : TAGGED) {
      if (reading.facts().contains(fact)) {
        tags.add(word(phrases.tags(), fact, "other"));
      }
    }
    reading
        .time()
        .ifPresent(time -> {
          long days = time.at().toLocalDate().toEpochDay() - now.toLocalDate().toEpochDay();
          if (days >= 0 && days < 7) {
            tags.add(
                word(
                    phrases.tags(),
                    days == 0 ? "today" : days == 1 ? "tomorrow" : "week",
                    "other"));
          }
        });
    return List.copyOf(tags);
  }
}
