package taskloom.playbook;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import taskloom.playbook.Outline.Question;
import taskloom.wire.Texts;

/// Splits a problem's text into its numbered questions, Chinese or English, and recognises what
/// each asks for. Nothing is rewritten. Immutable, safe from any thread.
public final class ProblemReader {
  private static final String NUMERAL = "(\\d{1,2}|[一二三四五六七八九十]{1,3})";
  private static final String START = "(?:^|(?<=[\\n。；;：:!?！？.]))[\\s#*>\\-—]*";

  /// Ways of numbering, the surest first; group 1 is the number.
  private static final List<Pattern> MARKERS =
      List.of(
          Pattern.compile(
              START + "\\**(?:问题|任务|题目|小题)\\s*" + NUMERAL + "(?![一-鿿\\d])\\**\\s*[、:：.．)）]?"),
          Pattern.compile(START + "第\\s*" + NUMERAL + "\\s*(?:问|题|小题)\\s*[、:：.．]?"),
          Pattern.compile(
              START
                  + "\\**(?:question|problem|task|requirement|part|q)\\s*\\.?\\s*(\\d{1,2})(?!\\d)\\**\\s*[:：.)–—-]?",
              Pattern.CASE_INSENSITIVE),
          Pattern.compile("(?:^|(?<=[\\n\\s。；;：:.,，]))[(（]\\s*" + NUMERAL + "\\s*[)）]"),
          Pattern.compile(START + NUMERAL + "\\s*(?:[、．)）]|\\.(?!\\d))"),
          Pattern.compile("([①-⑩])"));

  /// Headings after the last question that are no part of it.
  private static final Pattern TAIL =
      Pattern.compile(
          "\\n[\\s#*【\\[]*(?:附件|附录|附表|数据说明|说明|注|备注|参考文献|提示|attachments?|appendix|notes?|references?|data (?:description|files?)|glossary)[^\\n]{0,12}[:：】\\]]?",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern SENTENCE =
      Pattern.compile("[^。；;\\n!?！？.]+(?:\\.(?=\\d)[^。；;\\n!?！？.]*)*[。；;!?！？.]?");

  /// How many of the [#MARKERS] call a question a question.
  private static final int NAMED = 3;

  private static final int MAX_QUESTIONS = 20;
  private static final int MAX_RUNS = 50;

  /// Unnumbered text is searched for questions up to here; nobody hides one behind pages of prose.
  private static final int MAX_SEARCHED = 50_000;

  private final Evidence evidence;

  private ProblemReader(Evidence evidence) {
    this.evidence = evidence;
  }

  /// A reader that knows the playbook's evidence words.
  public static ProblemReader ofPlaybook() {
    return new ProblemReader(Evidence.ofPlaybook());
  }

  /// Reads a problem. Text without numbered questions is split into the sentences that ask for
  /// something; text that asks nothing gives one question with [Ask#NONE].
  public Outline read(String text) {
    var plain = text.replace("\r\n", "\n").replace('\r', '\n').strip();
    return MARKERS.stream()
        .map(pattern -> best(plain, pattern))
        .flatMap(Optional::stream)
        .findFirst()
        .map(run -> numbered(plain, run))
        .orElseGet(() -> unnumbered(plain));
  }

  private record Marker(int start, int end) {}

  /// Consecutive numbers 1, 2, 3 …; `end` is where the text of the last one stops.
  private record Run(List<Marker> markers, int end) {}

  /// The run 1, 2, 3 … of one way of numbering whose questions ask the most; a lone item that is
  /// only numbered, not called a question, is no run.
  private Optional<Run> best(String text, Pattern pattern) {
    var runs = new ArrayDeque<Run>();
    var matcher = pattern.matcher(text);
    while (matcher.find()) {
      int number = numeral(matcher.group(1));
      var marker = new Marker(matcher.start(), matcher.end());
      if (number == 1) {
        if (!runs.isEmpty()) {
          runs.add(new Run(runs.removeLast().markers(), marker.start()));
        }
        runs.add(new Run(new ArrayList<>(List.of(marker)), text.length()));
      } else if (!runs.isEmpty() && number == runs.getLast().markers().size() + 1) {
        runs.getLast().markers().add(marker);
      }
    }
    boolean named = MARKERS.indexOf(pattern) < NAMED;
    return runs.stream()
        .filter(run -> named || run.markers().size() > 1)
        .limit(MAX_RUNS)
        .filter(run -> named || asking(text, run) > 0)
        .max(Comparator.comparingLong(run -> asking(text, run)));
  }

  private long asking(String text, Run run) {
    return questions(text, run).stream().filter(question -> question.ask() != Ask.NONE).count();
  }

  private Outline numbered(String text, Run run) {
    var background = text.substring(0, run.markers().getFirst().start()).strip();
    var questions = questions(text, run);
    return new Outline(
        title(background.isEmpty() ? questions.getFirst().text() : background),
        background,
        questions);
  }

  private List<Question> questions(String text, Run run) {
    var questions = new ArrayList<Question>();
    var markers = run.markers();
    for (int i = 0; i < Math.min(markers.size(), MAX_QUESTIONS); i++) {
      boolean last = i + 1 == markers.size();
      var words =
          text.substring(markers.get(i).end(), last ? run.end() : markers.get(i + 1).start());
      var tail = TAIL.matcher(words);
      if (last && tail.find()) {
        words = words.substring(0, tail.start());
      }
      questions.add(question(i + 1, words.strip()));
    }
    return questions;
  }

  /// What one question asks for.
  Question question(int number, String words) {
    var reading = evidence.read(words);
    return new Question(
        Integer.toString(number), words, reading.ask(), reading.scores(), reading.phrases());
  }

  /// One question per kind of thing asked for, in the order of the text, each one passage of it:
  /// from the first sentence that asks for it to the last before something else is asked for.
  private Outline unnumbered(String text) {
    var passages = new LinkedHashMap<Ask, Marker>();
    var latest = Ask.NONE;
    var searched = Texts.beginning(text, MAX_SEARCHED);
    var sentences = SENTENCE.matcher(searched);
    while (sentences.find()) {
      var reading = evidence.read(sentences.group());
      var ask = reading.ask();
      if (ask == Ask.NONE || reading.scores().getOrDefault(ask, 0) < 3) {
        continue;
      }
      var known = passages.get(ask);
      if (known == null) {
        passages.put(ask, new Marker(sentences.start(), sentences.end()));
        latest = ask;
      } else if (ask == latest) {
        passages.put(ask, new Marker(known.start(), sentences.end()));
      }
    }
    var questions = new ArrayList<Question>();
    var background = new StringBuilder();
    int end = 0;
    for (var passage : passages.values()) {
      background.append(text, end, passage.start());
      end = passage.end();
      questions.add(question(questions.size() + 1, text.substring(passage.start(), end).strip()));
    }
    if (questions.isEmpty()) {
      questions.add(question(1, searched));
      end = searched.length();
    }
    return new Outline(
        title(text), background.append(text.substring(end)).toString().strip(), questions);
  }

  /// The first line where it reads like a heading, else the beginning of the text.
  private static String title(String text) {
    var line = text.strip().lines().findFirst().orElse("").replaceFirst("^[#*\\s]+", "").strip();
    line = line.replaceFirst("^(?:题目|标题|[Tt]itle|[Pp]roblem)\\s*[:：]\\s*", "").replace("**", "");
    if (line.codePointCount(0, line.length()) <= 60) {
      return line;
    }
    var first = line.split("[。，,;；]|\\.\\s", 2)[0];
    int end = Math.min(first.codePointCount(0, first.length()), 60);
    return first.substring(0, first.offsetByCodePoints(0, end));
  }

  private static int numeral(String text) {
    char first = text.charAt(0);
    if (first >= '①' && first <= '⑩') {
      return first - '①' + 1;
    }
    if (Character.isDigit(first)) {
      return Integer.parseInt(text);
    }
    int ten = text.indexOf('十');
    if (ten < 0) {
      return "一二三四五六七八九".indexOf(first) + 1;
    }
    int tens = ten == 0 ? 1 : numeral(text.substring(0, ten));
    return tens * 10 + (ten + 1 < text.length() ? numeral(text.substring(ten + 1)) : 0);
  }
}
