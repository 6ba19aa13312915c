package taskloom.server;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import taskloom.wire.Json;

/// Logs as one line each on one stream: text for people, or JSON for a platform that collects them.
/// Nothing in Taskloom logs what a client sent or a key.
public final class Logs {
  /// Libraries that tell more than an operator wants to know.
  private static final List<String> TALKATIVE =
      List.of("io.helidon", "com.zaxxer.hikari", "com.hankcs");

  /// Kept here because a logger that nobody holds forgets its level.
  private static final List<Logger> QUIETED = TALKATIVE.stream().map(Logger::getLogger).toList();

  /// Logs a trace where the refusal to start says it in a sentence.
  private static final Logger STARTING = Logger.getLogger("io.helidon.webserver.LoomServer");

  /// An address's query, and keys by the names under which they come in one: libraries tell of
  /// requests in ways of their own.
  private static final Pattern SECRET =
      Pattern.compile("(?i)(access_token=|bearer )[^\\s&\"'|]+|\\?[^\\s?\"'|]*=[^\\s?\"'|]*");

  private Logs() {}

  /// Sends every log record to `out` from here on.
  ///
  /// @param json one JSON object a line instead of text
  public static void to(PrintStream out, boolean json) {
    LogManager.getLogManager().reset();
    QUIETED.forEach(logger -> logger.setLevel(Level.WARNING));
    STARTING.setLevel(Level.OFF);
    var root = Logger.getLogger("");
    root.setLevel(Level.INFO);
    root.addHandler(new Flushing(out, json ? new JsonLines() : new TextLines()));
  }

  private static final class Flushing extends StreamHandler {
    Flushing(PrintStream out, Formatter formatter) {
      super(out, formatter);
      setLevel(Level.ALL);
    }

    @Override
    public synchronized void publish(LogRecord entry) {
      super.publish(entry);
      flush();
    }
  }

  private static final class TextLines extends Formatter {
    @Override
    public String format(LogRecord entry) {
      return "%s %s %s%s%n"
          .formatted(
              entry.getInstant().truncatedTo(ChronoUnit.MILLIS),
              entry.getLevel(),
              oneLine(withoutSecrets(formatMessage(entry))),
              trace(entry).isEmpty() ? "" : " | " + oneLine(trace(entry)));
    }

    private static String oneLine(String text) {
      return text.lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .collect(Collectors.joining(" | "));
    }
  }

  private static final class JsonLines extends Formatter {
    @Override
    public String format(LogRecord entry) {
      var line = new LinkedHashMap<String, Object>();
      line.put("time", entry.getInstant().truncatedTo(ChronoUnit.MILLIS).toString());
      line.put("level", entry.getLevel().getName());
      line.put("logger", String.valueOf(entry.getLoggerName()));
      line.put("message", withoutSecrets(formatMessage(entry)));
      if (!trace(entry).isEmpty()) {
        line.put("trace", trace(entry));
      }
      return Json.text(line) + System.lineSeparator();
    }
  }

  private static String withoutSecrets(String text) {
    return SECRET.matcher(text).replaceAll(hit -> hit.group(1) == null ? "?…" : "$1…");
  }

  private static String trace(LogRecord entry) {
    var thrown = entry.getThrown();
    if (thrown == null) {
      return "";
    }
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return withoutSecrets(text.toString());
  }
}
