package taskloom.model.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import taskloom.wire.Analysis;
import taskloom.wire.Analysis.Entity;
import taskloom.wire.TaskInput;
import taskloom.wire.Texts;

/// Reads a model's words as an [Analysis] and says what is wrong with them, so that the model can
/// mend it. Nothing is taken over unchecked: types, ranges, lengths and characters. Used once.
final class AnalysisReader {
  private static final Set<String> TASK_TYPES =
      Set.of(
          "trip",
          "meeting",
          "study",
          "medical",
          "shopping",
          "deadline",
          "social",
          "finance",
          "household",
          "exercise",
          "reminder",
          "other");
  private static final Set<String> PRIORITIES = Set.of("low", "medium", "high", "urgent");
  private static final int SHORT = 200;
  private static final int LONG = 4_000;
  private static final int ITEMS = 100;
  private static final int MAX_PROBLEMS = 10;

  private final boolean event;
  private final String engine;
  private final List<String> problems = new ArrayList<>();

  AnalysisReader(TaskInput input, String engine) {
    this.event = input instanceof TaskInput.Event;
    this.engine = engine;
  }

  /// The analysis that `words` hold, or null when they hold none; [#problems] then says why.
  @Nullable Analysis read(String words) {
    var json = JsonInWords.find(words);
    if (json == null) {
      problems.add("the answer is not one JSON object");
      return null;
    }
    var analysis =
        new Analysis(
            oneOf(json, "task_type", TASK_TYPES),
            confidence(json),
            strings(json, "potential_omissions"),
            text(json, "summary_text", LONG),
            text(json, "suggested_plan", LONG),
            event ? entities(json) : null,
            event ? strings(json, "suggested_tags") : null,
            event ? oneOf(json, "priority_level", PRIORITIES) : null,
            engine);
    return problems.isEmpty() ? analysis : null;
  }

  /// What is wrong, in words for the model; at most ten.
  List<String> problems() {
    return problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS));
  }

  private String oneOf(JsonNode json, String field, Set<String> words) {
    var word = text(json, field, SHORT).toLowerCase(Locale.ROOT);
    if (!word.isEmpty() && !words.contains(word)) {
      problems.add("`%s` must be one of %s".formatted(field, words.stream().sorted().toList()));
    }
    return word;
  }

  private double confidence(JsonNode json) {
    var node = json.path("confidence");
    var value = node.isNumber() ? node.doubleValue() : written(node.asText().strip());
    if (!(value >= 0 && value <= 1)) {
      problems.add("`confidence` must be a number from 0 to 1");
      return 0;
    }
    return value;
  }

  /// A number as a text, such as `0.9` or `90%`; below zero where it is none.
  private static double written(String text) {
    boolean percent = text.endsWith("%");
    try {
      var number = Double.parseDouble(percent ? text.substring(0, text.length() - 1) : text);
      return percent ? number / 100 : number;
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  private List<String> strings(JsonNode json, String field) {
    var strings = new ArrayList<String>();
    for (var node : array(json, field)) {
      strings.add(checked(node, field + "[" + strings.size() + "]", SHORT));
    }
    return List.copyOf(strings);
  }

  private List<Entity> entities(JsonNode json) {
    var entities = new ArrayList<Entity>();
    for (var node : array(json, "extracted_entities")) {
      var at = "extracted_entities[" + entities.size() + "].";
      entities.add(
          new Entity(
              checked(node.path("type"), at + "type", SHORT),
              checked(node.path("text"), at + "text", SHORT),
              checked(plain(node.path("value")), at + "value", SHORT)));
    }
    return List.copyOf(entities);
  }

  private static JsonNode plain(JsonNode value) {
    return value.isNumber() || value.isBoolean() ? TextNode.valueOf(value.asText()) : value;
  }

  private Iterable<JsonNode> array(JsonNode json, String field) {
    var node = json.path(field);
    if (node.isArray() && node.size() <= ITEMS) {
      return node;
    }
    problems.add("`%s` must be an array of at most %d elements".formatted(field, ITEMS));
    return List.of();
  }

  private String text(JsonNode json, String field, int longest) {
    var node = json.path(field);
    return checked(node.isArray() ? lines(node) : node, field, longest);
  }

  /// A plan may come as a list of its steps.
  private static JsonNode lines(JsonNode steps) {
    var lines = new StringJoiner("\n");
    for (var step : steps) {
      if (!step.isTextual()) {
        return steps;
      }
      lines.add(step.textValue());
    }
    return TextNode.valueOf(lines.toString());
  }

  private String checked(JsonNode node, String field, int longest) {
    var text = node.isTextual() ? node.textValue().strip() : "";
    if (text.isEmpty()) {
      problems.add("`%s` must be a string that is not empty".formatted(field));
    } else if (text.length() > longest) {
      problems.add("`%s` must have at most %d characters".formatted(field, longest));
    } else if (!wellFormed(text)) {
      problems.add("`%s` must not hold control characters or half characters".formatted(field));
    }
    return text;
  }

  /// No NUL and its like (PostgreSQL stores none) and no half of a surrogate pair (UTF-8 has none).
  private static boolean wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f) {
        return false;
      }
    }
    return Texts.isWellFormed(text);
  }
}
