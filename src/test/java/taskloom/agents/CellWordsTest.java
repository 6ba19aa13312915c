package taskloom.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static taskloom.agents.Sentences.in;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import taskloom.runner.CellOutcome;
import taskloom.runner.CellOutcome.Crashed;
import taskloom.runner.CellOutcome.TimedOut;
import taskloom.runner.Crash;
import taskloom.runner.RunnerFailure.Reason;

class CellWordsTest {
  private static final Duration TIME = Duration.ofSeconds(77);
  private static final List<CellOutcome> ENDINGS =
      Stream.<CellOutcome>concat(
              Stream.of(
                  new TimedOut(TIME, true),
                  new TimedOut(TIME, false),
                  new CellOutcome.Vanished(),
                  new Crashed(new Crash.Exited(77)),
                  new Crashed(new Crash.Killed("")),
                  new Crashed(new Crash.Killed("bwrap: 77")),
                  new Crashed(new Crash.TooMuchOutput()),
                  new Crashed(new Crash.TooMuchMemory(77L << 20)),
                  new Crashed(new Crash.FolderFull(77L << 20)),
                  new Crashed(new Crash.TooManyFiles(77)),
                  new Crashed(new Crash.TooManyProcesses(77)),
                  new Crashed(new Crash.ScratchFull(77L << 20)),
                  new Crashed(new Crash.DiskFull())),
              IntStream.rangeClosed(1, 31)
                  .mapToObj(signal -> new Crashed(new Crash.Signalled(signal, TIME))))
          .toList();

  @ParameterizedTest
  @EnumSource
  void everyEndingIsToldInTheTasksLanguage(Language language) {
    var words = new CellWords(language);
    assertThat(ENDINGS)
        .extracting(words::error)
        .are(in(language))
        .noneMatch(sentence -> sentence.contains("%"));
    assertThat(
            Stream.of(
                new Reason.NoAnswer(),
                new Reason.Full(),
                new Reason.NotStarted(),
                new Reason.Late(TIME),
                new Reason.StillRunning(),
                new Reason.Closed()))
        .extracting(words::failure)
        .are(in(language));
  }

  @ParameterizedTest
  @EnumSource
  void numbersAreInTheSentences(Language language) {
    var words = new CellWords(language);
    assertThat(
            Stream.of(
                new TimedOut(TIME, true),
                new Crashed(new Crash.Exited(77)),
                new Crashed(new Crash.Signalled(24, TIME)),
                new Crashed(new Crash.TooMuchMemory(77L << 20)),
                new Crashed(new Crash.FolderFull(77L << 20)),
                new Crashed(new Crash.TooManyProcesses(77)),
                new Crashed(new Crash.ScratchFull(77L << 20)),
                new Crashed(new Crash.TooManyFiles(77))))
        .extracting(words::error)
        .allMatch(sentence -> sentence.contains("77"));
    assertThat(words.leftOut(77_000)).contains("77,000");
    assertThat(words.failure(new Reason.Late(TIME))).contains("77");
  }

  /// What an exception says is Python's, and the code's.
  @Test
  void aTracebackStaysAsItIs() {
    var words = new CellWords(Language.CHINESE);
    assertThat(words.error(new CellOutcome.Succeeded())).isNull();
    assertThat(words.error(new CellOutcome.Raised("NameError", "x", "trace"))).isEqualTo("trace");
    assertThat(words.error(new CellOutcome.OutOfMemory("trace"))).isEqualTo("trace");
  }
}
