package taskloom.model.analyst;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskloom.wire.Analysis;

/// The types of labelled sentences: at least nine of ten right, in each corpus and each language.
class CorpusTest {
  private final EmbeddedAnalyst analyst = Corpus.analystAt(Corpus.NOW);

  @ParameterizedTest
  @ValueSource(strings = {"corpus.tsv", "heldout.tsv"})
  void nineOfTenTypesAreRight(String file) {
    for (boolean chinese : new boolean[] {true, false}) {
      var wrong = new ArrayList<String>();
      List<List<String>> lines =
          Corpus.lines(file).stream()
              .filter(line -> chinese == line.get(1).chars().anyMatch(c -> c >= 0x4E00))
              .toList();
      for (List<String> line : lines) {
        Analysis analysis = Corpus.analyse(analyst, line.get(1));
        if (!analysis.taskType().equals(line.getFirst())) {
          wrong.add(line + " was " + analysis.taskType());
        }
      }
      assertThat(lines).hasSizeGreaterThan(50);
      assertThat(wrong).hasSizeLessThanOrEqualTo(lines.size() / 10);
    }
  }

  @Test
  void everyAnswerIsWholeAndInTheLanguageOfTheText() {
    for (List<String> line : Corpus.lines("corpus.tsv")) {
      Analysis analysis = Corpus.analyse(analyst, line.get(1));
      boolean chinese = line.get(1).chars().anyMatch(c -> c >= 0x4E00);
      assertThat(analysis.confidence()).as(line.get(1)).isBetween(0.0, 1.0);
      assertThat(analysis.summaryText() + analysis.suggestedPlan())
          .as(line.get(1))
          .doesNotContain("{", "}", "null")
          .matches(chinese ? "(?s).*[\\u4e00-\\u9fff].*" : "(?s).*[a-z].*");
      assertThat(analysis.suggestedTags()).isNotEmpty();
      assertThat(analysis.priorityLevel()).isIn("low", "medium", "high", "urgent");
      assertThat(analysis.extractedEntities()).isNotNull();
    }
  }
}
