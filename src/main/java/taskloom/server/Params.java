package taskloom.server;

import io.helidon.common.uri.UriQuery;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.task.Task;

/// Reads what an address says: path and query. A bad query value is [Invalid] (422), an impossible
/// id is the id of no task. Names this server does not know are ignored.
public final class Params {
  private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})|[^!-~]");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
  private static final String QUERY = "query";

  private Params() {}

  /// Refuses a query that cannot be decoded: the platform would take it for something else.
  ///
  /// @throws Refusal `INVALID_REQUEST`
  public static void requireDecodable(UriQuery query) {
    if (BROKEN_ESCAPE.matcher(query.rawValue()).find()) {
      throw new Refusal(
          ErrorCode.INVALID_REQUEST,
          "The query is not percent-encoded: write 机 as %E6%9C%BA, and % as %25 (curl does so with"
              + " -G --data-urlencode)");
    }
  }

  /// The task id in the path.
  ///
  /// @throws Refusal `TASK_NOT_FOUND` for what cannot be one
  public static String taskId(ServerRequest request) {
    return taskId(request.path().pathParameters().first("task_id").asOptional());
  }

  /// The task id in the query.
  ///
  /// @throws Invalid where there is none
  /// @throws Refusal `TASK_NOT_FOUND` for what cannot be one
  public static String queriedTaskId(ServerRequest request) {
    return taskId(Optional.of(required(request, "task_id")));
  }

  /// A query value that must be there.
  ///
  /// @throws Invalid where it is missing or blank
  public static String required(ServerRequest request, String name) {
    return request
        .query()
        .first(name)
        .asOptional()
        .filter(value -> !value.isBlank())
        .orElseThrow(() -> new Invalid(QUERY, name, "is required", "missing"));
  }

  private static String taskId(Optional<String> given) {
    return given.filter(Task::isId).orElseThrow(Refusal::taskNotFound);
  }

  /// A text; empty when it is not there or blank.
  ///
  /// @param max the most UTF-16 units it may have
  public static Optional<String> text(ServerRequest request, String name, int max) {
    var text = request.query().first(name).asOptional().filter(value -> !value.isBlank());
    if (text.isPresent() && (text.get().length() > max || text.get().indexOf('\0') >= 0)) {
      throw new Invalid(
          QUERY, name, "must be a text of at most %d characters".formatted(max), "value_error");
    }
    return text;
  }

  /// A whole number within bounds.
  public static long number(
      ServerRequest request, String name, long otherwise, long min, long max) {
    var text = request.query().first(name).asOptional();
    return text.isEmpty() ? otherwise : number(QUERY, name, text.get(), min, max);
  }

  /// The cursor of a reader that comes back: `Last-Event-ID`, which a browser sends by itself, or
  /// else `after`; 0 for the start.
  public static long after(ServerRequest request) {
    var last = request.headers().first(HeaderNames.create("Last-Event-ID"));
    return last.isPresent()
        ? number("header", "last-event-id", last.get(), 0, Long.MAX_VALUE)
        : number(request, "after", 0, 0, Long.MAX_VALUE);
  }

  /// `true` or `false`; false when it is not there.
  public static boolean flag(ServerRequest request, String name) {
    return word(
            request,
            name,
            List.of("true", "false", "1", "0"),
            value -> value.equals("true") || value.equals("1"))
        .orElse(false);
  }

  /// One of `words`, as what it stands for.
  public static <T> Optional<T> word(
      ServerRequest request, String name, List<String> words, Function<String, T> meaning) {
    var text = text(request, name, Integer.MAX_VALUE).map(value -> value.toLowerCase(Locale.ROOT));
    if (text.isPresent() && !words.contains(text.get())) {
      throw new Invalid(QUERY, name, "must be one of " + String.join(", ", words), "enum");
    }
    return text.map(meaning);
  }

  /// A time in ISO 8601: with an offset, or in UTC, or a date for its first second in UTC.
  public static Optional<Instant> time(ServerRequest request, String name) {
    return text(request, name, 64).map(text -> time(name, text));
  }

  private static Instant time(String name, String text) {
    try {
      // An unescaped + of an offset arrives as a space.
      var instant = instant(text.strip().replace(' ', '+'));
      if (!instant.isBefore(Instant.EPOCH) && !instant.isAfter(LAST)) {
        return instant;
      }
    } catch (DateTimeException _) {
      // Told below.
    }
    throw new Invalid(
        QUERY, name, "must be a time in ISO 8601, such as 2025-01-17T15:30:01Z", "datetime");
  }

  private static Instant instant(String text) {
    if (text.indexOf('T') < 0) {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException _) {
      return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }
  }

  private static long number(String in, String name, String text, long min, long max) {
    try {
      var number = Long.parseLong(text.strip());
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw new Invalid(
        in,
        name,
        max == Long.MAX_VALUE
            ? "must be a whole number from %d on".formatted(min)
            : "must be a whole number from %d to %d".formatted(min, max),
        "int_range");
  }
}
