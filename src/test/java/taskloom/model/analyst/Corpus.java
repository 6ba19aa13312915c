package taskloom.model.analyst;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import taskloom.model.AnalysisFailure;
import taskloom.wire.Analysis;
import taskloom.wire.TaskInput;

/// The labelled sentences under `analyst/` in the test resources, and an analyst with a fixed
/// clock.
final class Corpus {
  static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  /// A Saturday afternoon.
  static final LocalDateTime NOW = LocalDateTime.of(2026, 11, 21, 15, 25);

  private Corpus() {}

  static EmbeddedAnalyst analystAt(LocalDateTime now) {
    return new EmbeddedAnalyst(Clock.fixed(now.atZone(SHANGHAI).toInstant(), SHANGHAI), SHANGHAI);
  }

  static Analysis analyse(EmbeddedAnalyst analyst, String text) {
    try {
      return analyst.analyse(new TaskInput.Text(text)).analysis();
    } catch (AnalysisFailure e) {
      throw new AssertionError(text, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(text, e);
    }
  }

  /// The lines of a file, split at tabs; blank ones and comments left out.
  static List<List<String>> lines(String file) {
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Corpus.class.getResourceAsStream("/analyst/" + file)),
                StandardCharsets.UTF_8))) {
      return in.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> List.of(line.split("\t", -1)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
