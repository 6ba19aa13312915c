package taskloom.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static taskloom.agents.Sentences.in;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import taskloom.engine.GivenUp;
import taskloom.runner.ConversionFailure;

/// What is said rarely is in the task's language, too.
class WordsTest {
  @ParameterizedTest
  @EnumSource
  void troubleIsToldInTheTasksLanguage(Language language) {
    var words = new Words(language);
    assertThat(
            Stream.of(
                words.givenUp(new GivenUp.Attempts(3)),
                words.givenUp(new GivenUp.OutOfTime(Duration.ofSeconds(60))),
                words.givenUp(new GivenUp.Broken()),
                words.finished(List.of("ques1"), List.of("ques2", "eda")),
                words.unreachable(new SearchResult.Unreachable(SearchResult.Trouble.TIMEOUT)),
                words.notMade("res.docx", new ConversionFailure("没有", "none")),
                words.outOfTokens(40),
                words.nothingUsable(words.emptyAnswer()),
                words.notRepaired(5, "NameError"),
                words.retrying("", 3)))
        .are(in(language));
  }

  @ParameterizedTest
  @EnumSource
  void numbersAreInTheSentences(Language language) {
    var words = new Words(language);
    assertThat(words.givenUp(new GivenUp.Attempts(3))).contains("3");
    assertThat(words.givenUp(new GivenUp.OutOfTime(Duration.ofMinutes(1)))).contains("60");
    assertThat(words.outOfTokens(40_000)).contains("40,000", "TASKLOOM_TOKEN_BUDGET");
    assertThat(words.unreachable(new SearchResult.Unreachable(SearchResult.Trouble.REFUSED, 429)))
        .endsWith("HTTP 429");
  }
}
