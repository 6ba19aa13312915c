package taskloom.playbook;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import taskloom.playbook.Numbering.Marker;
import taskloom.playbook.Outline.Question;
import taskloom.wire.Texts;

/// Splits a problem's text into its numbered questions, Chinese or English, and recognises what
/// each asks for. Nothing is rewritten. Immutable, safe from any thread.
public final class ProblemReader {
  private static final Pattern OPENING = Pattern.compile("^[#*\\s]+");
  private static final Pattern LABEL =
      Pattern.compile("^(?:题目|标题|[Tt]itle|[Pp]roblem)\\s*[:：]\\s*");
  private static final Pattern CLAUSE_END = Pattern.compile("[。，,;；]|\\.\\s");

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
    var numbering = new Numbering(evidence.simplified(plain));
    for (var way : Numbering.Way.values()) {
      var run = best(plain, numbering.markers(way), way.named());
      if (run.isPresent()) {
        return numbered(plain, run.get());
      }
    }
    return unnumbered(plain);
  }

  /// Consecutive numbers 1, 2, 3 …; `end` is where the text of the last one stops.
  private record Run(List<Marker> markers, int end) {}

  /// The run 1, 2, 3 … of one way of numbering whose questions ask the most; a lone item that is
  /// only numbered, not called a question, is no run.
  private Optional<Run> best(String text, List<Marker> markers, boolean named) {
    var runs = new ArrayDeque<Run>();
    for (var marker : markers) {
      if (marker.number() == 1) {
        if (!runs.isEmpty()) {
          runs.add(new Run(runs.removeLast().markers(), marker.start()));
        }
        runs.add(new Run(new ArrayList<>(List.of(marker)), text.length()));
      } else if (!runs.isEmpty() && marker.number() == runs.getLast().markers().size() + 1) {
        runs.getLast().markers().add(marker);
      }
    }
    Run best = null;
    long most = -1;
    for (var run :
        runs.stream().filter(run -> named || run.markers().size() > 1).limit(MAX_RUNS).toList()) {
      long asking = asking(text, run);
      if (asking > most && (named || asking > 0)) {
        best = run;
        most = asking;
      }
    }
    return Optional.ofNullable(best);
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
      if (last) {
        words = words.substring(0, Numbering.tail(evidence.simplified(words)));
      }
      questions.add(question(i + 1, words.strip()));
    }
    return questions;
  }

  /// What one question asks for.
  Question question(int number, String words) {
    var reading = evidence.read(Texts.beginning(words, MAX_SEARCHED));
    return new Question(
        Integer.toString(number), words, reading.ask(), reading.scores(), reading.phrases());
  }

  /// A piece of the text.
  private record Passage(int start, int end) {}

  /// The sentences with the sign that ends each; a point before a digit ends none.
  private static List<Passage> sentences(String text) {
    var sentences = new ArrayList<Passage>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean decimal =
          c == '.' && i > start && i + 1 < text.length() && Character.isDigit(text.charAt(i + 1));
      if ("。；;\n!?！？.".indexOf(c) >= 0 && !decimal) {
        if (i > start) {
          sentences.add(new Passage(start, c == '\n' ? i : i + 1));
        }
        start = i + 1;
      }
    }
    if (start < text.length()) {
      sentences.add(new Passage(start, text.length()));
    }
    return sentences;
  }

  /// One question per kind of thing asked for, in the order of the text, each one passage of it:
  /// from the first sentence that asks for it to the last before something else is asked for.
  private Outline unnumbered(String text) {
    var passages = new LinkedHashMap<Ask, Passage>();
    var latest = Ask.NONE;
    var searched = Texts.beginning(text, MAX_SEARCHED);
    for (var sentence : sentences(searched)) {
      var reading = evidence.read(searched.substring(sentence.start(), sentence.end()));
      var ask = reading.ask();
      if (ask == Ask.NONE || reading.scores().getOrDefault(ask, 0) < 3) {
        continue;
      }
      var known = passages.get(ask);
      if (known == null) {
        passages.put(ask, sentence);
        latest = ask;
      } else if (ask == latest) {
        passages.put(ask, new Passage(known.start(), sentence.end()));
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
    var line = text.strip().lines().findFirst().orElse("");
    line = OPENING.matcher(line).replaceFirst("").strip();
    line = LABEL.matcher(line).replaceFirst("").replace("**", "");
    if (line.codePointCount(0, line.length()) <= 60) {
      return line;
    }
    var first = CLAUSE_END.split(line, 2)[0];
    int end = Math.min(first.codePointCount(0, first.length()), 60);
    return first.substring(0, first.offsetByCodePoints(0, end));
  }
}
