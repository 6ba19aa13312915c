package taskloom.model.analyst;

import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// Finds the times of a text: matches the grammar's patterns, puts neighbouring pieces together and
/// resolves them in the order of the text, each in the light of the ones before.
record TimeFinder(TimeGrammar grammar) {
  private static final int MAX_TIMES = 200;
  private static final int REACH = 24;

  /// What was found.
  ///
  /// @param steps what repeats: its place and ISO 8601 step
  /// @param lengths lengths of time: their place and ISO 8601 value
  record Found(List<TimeMention> times, List<Step> steps, List<Span> lengths) {}

  /// What repeats.
  ///
  /// @param value ISO 8601
  /// @param onDays whether on named days of the week alone, which the value does not say
  record Step(int begin, int end, String value, boolean onDays) {}

  /// A place in a text and its value.
  record Span(int begin, int end, String value) {}

  private record Match(int begin, int end, int rule, List<TimePiece> pieces) {}

  /// The times, repetitions and lengths of time in `text`, as of `now`.
  ///
  /// @param taken places that are something else (a phone number, a price), as pairs of begin and
  ///   end
  Found find(Text text, ZonedDateTime now, List<Span> taken) throws InterruptedException {
    var steps = new ArrayList<Step>();
    var lengths = new ArrayList<Span>();
    var expressions = new ArrayList<TimeExpression>();
    var linked = new ArrayList<Boolean>();
    TimeExpression current = null;
    for (Match match : chosen(text, now, taken)) {
      if (match.pieces().isEmpty() || match.pieces().getFirst() instanceof TimePiece.Block) {
        continue;
      }
      if (match.pieces().getFirst() instanceof TimePiece.Length length) {
        lengths.add(new Span(match.begin(), match.end(), length.iso()));
        continue;
      }
      if (match.pieces().getFirst() instanceof TimePiece.Every every) {
        steps.add(new Step(match.begin(), match.end(), every.step(), !every.days().isEmpty()));
      }
      String gap = current == null ? "" : text.norm().substring(current.end, match.begin());
      if (current == null || !joins(gap) || !takeAll(current, match)) {
        linked.add(
            current != null
                && gap.length() < REACH
                && (gap.isEmpty() || grammar.range().matcher(gap).matches()));
        current = new TimeExpression(match.begin());
        takeAll(current, match);
        expressions.add(current);
        if (expressions.size() >= MAX_TIMES) {
          break;
        }
      }
      current.end = match.end();
    }
    return new Found(resolve(text, now, expressions, linked), steps, lengths);
  }

  private boolean joins(String gap) {
    return gap.length() < REACH && grammar.joint().matcher(gap).matches();
  }

  private static boolean takeAll(TimeExpression expression, Match match) {
    boolean taken = true;
    for (TimePiece piece : match.pieces()) {
      taken &= expression.take(piece);
    }
    return taken;
  }

  private List<Match> chosen(Text text, ZonedDateTime now, List<Span> taken)
      throws InterruptedException {
    var reader = new TimeReader(grammar, now);
    var matches = new ArrayList<Match>();
    for (Span span : taken) {
      matches.add(new Match(span.begin(), span.end(), -1, List.of(new TimePiece.Block())));
    }
    for (int i = 0; i < grammar.rules().size(); i++) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      TimeGrammar.Rule rule = grammar.rules().get(i);
      if (!rule.concerns(text)) {
        continue;
      }
      Matcher matcher = rule.pattern().matcher(text.norm());
      while (matcher.find()) {
        if (matcher.end() > matcher.start()) {
          matches.add(
              new Match(matcher.start(), matcher.end(), i, reader.read(rule.kind(), matcher)));
        }
      }
    }
    matches.sort(
        Comparator.comparingInt(Match::begin)
            .thenComparing(Comparator.comparingInt(Match::end).reversed())
            .thenComparingInt(Match::rule));
    var chosen = new ArrayList<Match>();
    int end = 0;
    for (Match match : matches) {
      if (match.begin() >= end && !match.pieces().isEmpty()) {
        chosen.add(match);
        end = match.end();
      }
    }
    return chosen;
  }

  private List<TimeMention> resolve(
      Text text, ZonedDateTime now, List<TimeExpression> expressions, List<Boolean> linked) {
    var times = new ArrayList<TimeMention>();
    for (int i = 0; i < expressions.size(); i++) {
      markLimit(text, expressions.get(i));
      expressions.get(i).past = grammar.past().matcher(clause(text, expressions.get(i))).find();
      if (i > 0 && linked.get(i)) {
        expressions.get(i - 1).alignTo(expressions.get(i));
        expressions.get(i - 1).beginRangeTo(expressions.get(i).wholeDate());
      }
    }
    sharePart(text, expressions, linked);
    LocalDate named = null;
    ZonedDateTime previous = null;
    var owners = new ArrayList<TimeExpression>();
    for (int i = 0; i < expressions.size(); i++) {
      TimeExpression expression = expressions.get(i);
      LocalDate date = null;
      boolean ranged =
          linked.get(i) && previous != null && expression.hasClock() && !expression.hasDate();
      if (!expression.hasDate() && !expression.repeats()) {
        date = ranged && previous != null ? previous.toLocalDate() : named;
        if (date == null) {
          date = dateAhead(text, now, expressions, i);
        }
      }
      if (linked.get(i) && previous != null && expression.hasDate()) {
        expression.endRangeFrom(previous.toLocalDate());
      }
      TimeMention mention =
          unread(text, expression)
              ? null
              : expression.resolve(
                  now,
                  new TimeExpression.Surroundings(
                      date,
                      ranged ? previous : null,
                      hinted(text, expression, grammar.morningHints()),
                      hinted(text, expression, grammar.eveningHints()),
                      hinted(text, expression, grammar.workHints())));
      if (mention == null) {
        continue;
      }
      if (linked.get(i)
          && previous != null
          && i > 0
          && !owners.isEmpty()
          && owners.getLast() == expressions.get(i - 1)) {
        times.set(times.size() - 1, owners.getLast().before(mention, times.getLast()));
      }
      previous = mention.at();
      if (expression.hasDate()
          && !expression.limit
          && !expression.repeats()
          && !mention.at().toLocalDate().isBefore(now.toLocalDate())) {
        named = mention.at().toLocalDate();
      }
      times.add(mention);
      owners.add(expression);
    }
    return shared(text, times, owners);
  }

  /// An hour beside a part of the day said apart from it: the part belongs to the hour, and where
  /// no day came with it, it is no time of its own.
  private static void sharePart(Text text, List<TimeExpression> expressions, List<Boolean> linked) {
    for (int i = 0; i + 1 < expressions.size(); i++) {
      TimeExpression part = expressions.get(i);
      TimeExpression hour = expressions.get(i + 1);
      if (!text.breaksBetween(part.end, hour.begin)
          && hour.begin - part.end < 2 * REACH
          && hour.takePartOf(part)
          && !part.hasDate()
          && !part.repeats()) {
        expressions.remove(i);
        linked.remove(i);
        linked.set(i, false);
      }
    }
  }

  /// A day alone and an hour alone in one sentence ("tomorrow … at 3") are one time: both get it.
  private static List<TimeMention> shared(
      Text text, List<TimeMention> times, List<TimeExpression> owners) {
    var shared = new ArrayList<>(times);
    for (int i = 0; i < times.size(); i++) {
      TimeMention day = times.get(i);
      boolean vague = day.grain() == TimeMention.Grain.DAY || owners.get(i).onlyPart();
      if (!vague || owners.get(i).limit) {
        continue;
      }
      for (int j : new int[] {i + 1, i - 1}) {
        if (j >= 0
            && j < times.size()
            && owners.get(j).hasHour()
            && !owners.get(j).hasDate()
            && !owners.get(j).repeats()
            && times.get(j).at().toLocalDate().equals(day.at().toLocalDate())
            && !text.breaksBetween(
                Math.min(day.end(), times.get(j).end()),
                Math.max(day.begin(), times.get(j).begin()))) {
          shared.set(
              i,
              new TimeMention(
                  day.begin(), day.end(), times.get(j).at(), day.grain(), day.limit(), day.step()));
          break;
        }
      }
    }
    return shared;
  }

  /// The day that an hour belongs to when the sentence names it later: "lunch at noon on Friday".
  private static @Nullable LocalDate dateAhead(
      Text text, ZonedDateTime now, List<TimeExpression> expressions, int i) {
    if (i + 1 >= expressions.size()) {
      return null;
    }
    TimeExpression next = expressions.get(i + 1);
    boolean plain =
        next.hasDate()
            && !next.repeats()
            && !next.limit
            && !text.breaksBetween(expressions.get(i).end, next.begin);
    if (!plain || (next.hasHour() && next.begin - expressions.get(i).end > 6)) {
      return null;
    }
    TimeMention mention = next.resolve(now, TimeExpression.Surroundings.NONE);
    return mention == null ? null : mention.at().toLocalDate();
  }

  /// Whether words of time beside a day were not read, so that it is not the one meant.
  private boolean unread(Text text, TimeExpression expression) {
    if (expression.hasClock() || !expression.hasDate()) {
      return false;
    }
    String norm = text.norm();
    String before = norm.substring(Math.max(0, expression.begin - REACH), expression.begin);
    String after = norm.substring(expression.end, Math.min(norm.length(), expression.end + REACH));
    return grammar.guardBefore().matcher(before).find()
        || grammar.guardAfter().matcher(after).find();
  }

  private void markLimit(Text text, TimeExpression expression) {
    String before = text.norm().substring(Math.max(0, expression.begin - REACH), expression.begin);
    String after =
        text.norm()
            .substring(expression.end, Math.min(text.norm().length(), expression.end + REACH));
    Matcher limit = grammar.limitAfter().matcher(after);
    if (limit.find()) {
      expression.limit = true;
      expression.end += limit.end("kept") < 0 ? 0 : limit.end("kept");
    } else {
      String said = text.norm().substring(expression.begin, expression.end);
      expression.limit =
          said.endsWith("内")
              || said.startsWith("within")
              || grammar.limitBefore().matcher(before).find();
    }
  }

  /// Whether one of the words stands in the same clause.
  private static boolean hinted(Text text, TimeExpression expression, List<String> words) {
    String clause = clause(text, expression);
    return words.stream().anyMatch(clause::contains);
  }

  private static String clause(Text text, TimeExpression expression) {
    String norm = text.norm();
    int from = expression.begin;
    while (from > 0 && expression.begin - from < 60 && !clauseEnd(norm.charAt(from - 1))) {
      from--;
    }
    int to = expression.end;
    while (to < norm.length() && to - expression.end < 60 && !clauseEnd(norm.charAt(to))) {
      to++;
    }
    return norm.substring(from, to);
  }

  private static boolean clauseEnd(char c) {
    return Text.endsSentence(c) || c == ',';
  }
}
