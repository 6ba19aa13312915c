package taskloom.model.analyst;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The grammar of times as `times.yaml` has it, compiled.
record TimeGrammar(
    List<Rule> rules,
    Pattern joint,
    Pattern range,
    Pattern guardBefore,
    Pattern guardAfter,
    Pattern limitBefore,
    Pattern limitAfter,
    Pattern past,
    Map<String, Integer> days,
    Map<String, Integer> mods,
    Map<String, String> units,
    Map<String, Integer> weekdays,
    Map<String, Integer> months,
    Map<String, PartOfDay> parts,
    Map<String, Holiday> holidays,
    LunarCalendar lunar,
    List<String> morningHints,
    List<String> eveningHints,
    List<String> workHints,
    Numerals numerals) {

  /// What kind of piece a pattern finds.
  enum Kind {
    BLOCK,
    DURATION,
    AFTER,
    DAY,
    WEEKDAY,
    WEEKEND,
    WEEK,
    MONTH,
    DATE,
    INSTANT,
    DOM,
    EDGE,
    PART,
    CLOCK,
    EVERY,
    HOLIDAY,
    SHIFT,
    NTH,
    LUNAR
  }

  /// One pattern.
  ///
  /// @param needs what the text must have for it to find anything: letters (`zh`, `en`), digits
  ///   (`1`)
  /// @param cues words of which the text must hold one; empty where none is needed
  record Rule(Kind kind, Set<String> needs, List<String> cues, Pattern pattern) {
    /// Whether it may find something; most patterns are spared most texts by this.
    boolean concerns(Text text) {
      return text.scripts().containsAll(needs)
          && (cues.isEmpty() || cues.stream().anyMatch(text.norm()::contains));
    }
  }

  private static final Pattern MACRO = Pattern.compile("%(\\w+)%");

  static TimeGrammar load(KnowledgeNode file) {
    var lunar = LunarCalendar.load(file.at("lunar"));
    var holidays = Holiday.load(file.at("holidays"), lunar);
    var macros = new HashMap<String, String>();
    file.at("macros").entries().forEach((name, text) -> macros.put(name, text.string()));
    macros.put("holidays", alternatives(holidays.keySet()));
    var rules = new ArrayList<Rule>();
    for (KnowledgeNode rule : file.at("patterns").items()) {
      rules.add(
          new Rule(
              Kind.valueOf(rule.at("kind").string().toUpperCase(Locale.ROOT)),
              needs(rule.at("in").string("")),
              rule.at("if").strings(),
              Pattern.compile(expand(rule.at("regex").string(), macros))));
    }
    var parts = new HashMap<String, PartOfDay>();
    for (KnowledgeNode part : file.at("parts").items()) {
      var reading = PartOfDay.Reading.valueOf(part.at("clock").string().toUpperCase(Locale.ROOT));
      var known = new PartOfDay(part.at("at").integer(0), reading);
      part.at("words").strings().forEach(word -> parts.put(word, known));
    }
    var numbers = new HashMap<String, Double>();
    file.at("numbers").entries().forEach((word, number) -> numbers.put(word, number.number()));
    var units = new HashMap<String, String>();
    file.at("units").entries().forEach((word, unit) -> units.put(word, unit.string()));
    return new TimeGrammar(
        List.copyOf(rules),
        Pattern.compile(file.at("joint").string()),
        Pattern.compile(file.at("range").string()),
        Pattern.compile(expand(file.at("guard_before").string(), macros)),
        Pattern.compile(expand(file.at("guard_after").string(), macros)),
        Pattern.compile(file.at("limit_before").string()),
        Pattern.compile(file.at("limit_after").string()),
        Pattern.compile(file.at("past").string()),
        integers(file.at("days")),
        integers(file.at("mods")),
        Map.copyOf(units),
        integers(file.at("weekdays")),
        integers(file.at("months")),
        Map.copyOf(parts),
        holidays,
        lunar,
        file.at("hints").at("morning").strings(),
        file.at("hints").at("evening").strings(),
        file.at("hints").at("work").strings(),
        new Numerals(Map.copyOf(numbers)));
  }

  private static Set<String> needs(String words) {
    return words.isEmpty() ? Set.of() : Set.of(words.split(" ", -1));
  }

  private static Map<String, Integer> integers(KnowledgeNode node) {
    var map = new LinkedHashMap<String, Integer>();
    node.entries().forEach((word, number) -> map.put(word, number.integer(0)));
    return Map.copyOf(map);
  }

  private static String alternatives(Iterable<String> names) {
    var sorted = new ArrayList<String>();
    names.forEach(sorted::add);
    sorted.sort((a, b) -> Integer.compare(b.length(), a.length()));
    var latin = new StringJoiner("|", "\\b(?=[a-z\\d])(?:", ")\\b");
    var han = new StringJoiner("|", "(?=[\\u4e00-\\u9fff])(?:", ")");
    for (String name : sorted) {
      boolean isHan = Text.isHan(name.charAt(0));
      (isHan ? han : latin).add(Pattern.quote(name));
    }
    return "(?:" + han + "|" + latin + ")";
  }

  private static String expand(String regex, Map<String, String> macros) {
    Matcher macro = MACRO.matcher(regex);
    var expanded = new StringBuilder();
    while (macro.find()) {
      String text = macros.get(macro.group(1));
      if (text == null) {
        throw new IllegalStateException("times.yaml: no macro " + macro.group());
      }
      macro.appendReplacement(expanded, Matcher.quoteReplacement(expand(text, macros)));
    }
    return macro.appendTail(expanded).toString();
  }
}
