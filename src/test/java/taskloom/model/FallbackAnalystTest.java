package taskloom.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import taskloom.task.TokenUsage;
import taskloom.wire.Analysis;
import taskloom.wire.TaskInput;

class FallbackAnalystTest {
  private static final TaskInput TEXT = new TaskInput.Text("hello");
  private static final TokenUsage WASTED = new TokenUsage(7, 1);

  @Test
  void theFirstAnswersWhileItCan() throws Exception {
    var analyst = new FallbackAnalyst(answering("model"), failing("never asked"));
    assertThat(analyst.analyse(TEXT).analysis().engine()).isEqualTo("model");
    assertThat(analyst.name()).isEqualTo("model, never asked");
  }

  @Test
  void theSecondStandsInAndWhatTheFirstUsedIsCounted() throws Exception {
    var analyst = new FallbackAnalyst(failing("model"), answering("embedded"));
    var answer = analyst.analyse(TEXT);
    assertThat(answer.analysis().engine()).isEqualTo("embedded");
    assertThat(answer.usage()).isEqualTo(WASTED);
  }

  @Test
  void whereNeitherCanTheFirstTellsWhy() {
    var analyst = new FallbackAnalyst(failing("model"), failing("embedded"));
    assertThatExceptionOfType(AnalysisFailure.class)
        .isThrownBy(() -> analyst.analyse(TEXT))
        .withMessage("model is down")
        .satisfies(e -> assertThat(e.usage()).isEqualTo(WASTED.plus(WASTED)));
  }

  @Test
  void aCancelledTaskIsNotAnsweredByTheSecond() {
    var analyst =
        new FallbackAnalyst(
            named(
                "model",
                () -> {
                  throw new InterruptedException();
                }),
            answering("embedded"));
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> analyst.analyse(TEXT));
  }

  private interface Body {
    Analyst.Answer answer() throws AnalysisFailure, InterruptedException;
  }

  private static Analyst answering(String name) {
    var analysis = new Analysis("other", 0.1, List.of(), "a", "b", null, null, null, name);
    return named(name, () -> new Analyst.Answer(analysis, TokenUsage.NONE));
  }

  private static Analyst failing(String name) {
    return named(
        name,
        () -> {
          throw new AnalysisFailure(name + " is down", WASTED);
        });
  }

  private static Analyst named(String name, Body body) {
    return new Analyst() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Answer analyse(TaskInput input) throws AnalysisFailure, InterruptedException {
        return body.answer();
      }
    };
  }
}
