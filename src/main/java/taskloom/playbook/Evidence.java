package taskloom.playbook;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The words by which a question shows what it asks for, from `evidence.yaml`. Immutable.
final class Evidence {
  private static final int MOST_MARKS = 30;
  private static final Pattern SLOT = Pattern.compile("\\{n\\}");
  private static final String NUMBER =
      "(?:\\d{1,12}|[一二两三四五六七八九十百半几]{1,12}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|few|several)";

  /// `first` is the longest plain piece: what a text must contain before the pattern is tried.
  private record Phrase(String words, int weight, String first, Pattern pattern) {
    boolean in(String text) {
      return text.contains(first) && pattern.matcher(text).find();
    }
  }

  /// What the words of one text add up to.
  record Reading(Ask ask, Map<Ask, Integer> scores, List<String> phrases) {}

  private final int threshold;
  private final Map<Ask, List<Phrase>> phrases = new EnumMap<>(Ask.class);
  private final List<Phrase> needsModel;
  private final Script script;

  private Evidence(Map<?, ?> yaml, Script script) {
    this.script = script;
    threshold = ((Number) entry(yaml, "threshold")).intValue();
    for (var ask : ((Map<?, ?>) entry(yaml, "asks")).entrySet()) {
      var list = new ArrayList<Phrase>();
      for (var weighted : ((Map<?, ?>) ask.getValue()).entrySet()) {
        list.addAll(
            phrasesOf((List<?>) weighted.getValue(), ((Number) weighted.getKey()).intValue()));
      }
      phrases.put(Ask.valueOf(ask.getKey().toString().toUpperCase(Locale.ROOT)), list);
    }
    needsModel = phrasesOf((List<?>) entry(yaml, "needs_model"), 1);
  }

  /// The evidence that ships with the playbook.
  static Evidence ofPlaybook() {
    try (InputStream stream = Templates.open("evidence.yaml")) {
      Map<?, ?> yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(stream);
      return new Evidence(yaml, Script.ofPlaybook());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object entry(Map<?, ?> yaml, String key) {
    var value = yaml.get(key);
    if (value == null) {
      throw new IllegalStateException("evidence.yaml lacks " + key);
    }
    return value;
  }

  private static List<Phrase> phrasesOf(List<?> words, int weight) {
    return words.stream().map(word -> phrase(word.toString(), weight)).toList();
  }

  private static Phrase phrase(String words, int weight) {
    var parts = SLOT.split(words, -1);
    var regex = new StringBuilder(isLatin(words.charAt(0)) ? "(?<![a-z])" : "");
    for (int i = 0; i < parts.length; i++) {
      regex.append(i == 0 ? "" : NUMBER).append(Pattern.quote(parts[i]));
    }
    var first = Stream.of(parts).max(Comparator.comparingInt(String::length)).orElse("");
    return new Phrase(words, weight, first, Pattern.compile(regex.toString()));
  }

  /// Without what follows the thirtieth combining mark in a row (UAX #15, 13): putting more of them
  /// in order takes quadratic time.
  private static String streamSafe(String text) {
    var safe = new StringBuilder(text.length());
    int marks = 0;
    for (int point : text.codePoints().toArray()) {
      marks = isMark(point) ? marks + 1 : 0;
      if (marks <= MOST_MARKS) {
        safe.appendCodePoint(point);
      }
    }
    return safe.toString();
  }

  private static boolean isMark(int point) {
    return switch (Character.getType(point)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
          true;
      default -> false;
    };
  }

  private static boolean isLatin(char c) {
    return c >= 'a' && c <= 'z';
  }

  /// A text in simplified characters, as the phrases are; every character keeps its place.
  String simplified(String text) {
    return script.simplify(text);
  }

  /// What `text` asks for. A text with words that only a model can serve (a letter, a proof) needs
  /// strong evidence to count as a question about data.
  Reading read(String text) {
    var plain =
        simplified(
            Normalizer.normalize(streamSafe(text), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT));
    var scores = new EnumMap<Ask, Integer>(Ask.class);
    var told = new ArrayList<String>();
    var best = Ask.NONE;
    for (var ask : phrases.entrySet()) {
      int sum = 0;
      for (var phrase : ask.getValue()) {
        if (phrase.in(plain)) {
          sum += phrase.weight();
          told.add(ask.getKey().word() + ": " + phrase.words());
        }
      }
      if (sum > 0) {
        scores.put(ask.getKey(), sum);
        if (best == Ask.NONE || sum > scores.getOrDefault(best, 0)) {
          best = ask.getKey();
        }
      }
    }
    boolean beyond = needsModel.stream().anyMatch(phrase -> phrase.in(plain));
    int score = scores.getOrDefault(best, 0);
    return new Reading(score < (beyond ? 6 : threshold) ? Ask.NONE : best, scores, told);
  }
}
