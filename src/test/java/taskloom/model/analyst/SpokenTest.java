package taskloom.model.analyst;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Sentences as they are said, with both their type and their times: nine of ten right.
class SpokenTest {
  @Test
  void typeAndTimesAreRight() {
    var wrong = new ArrayList<String>();
    var analysts = new HashMap<String, EmbeddedAnalyst>();
    var lines = Corpus.lines("spoken.tsv");
    for (var line : lines) {
      var analyst =
          analysts.computeIfAbsent(
              line.getFirst(), now -> Corpus.analystAt(LocalDateTime.parse(now)));
      var analysis = Corpus.analyse(analyst, line.get(2));
      var times =
          analysis.extractedEntities().stream()
              .filter(entity -> entity.type().equals("time"))
              .map(entity -> OffsetDateTime.parse(entity.value()).toLocalDateTime().toString())
              .collect(Collectors.joining(" "));
      if (!analysis.taskType().equals(line.get(1)) || !times.equals(line.get(3))) {
        wrong.add("%s was %s at %s".formatted(line, analysis.taskType(), times));
      }
    }
    assertThat(wrong).hasSizeLessThanOrEqualTo(lines.size() / 10);
  }
}
