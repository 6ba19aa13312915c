package taskloom.model.analyst;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Times in sentences, resolved against a clock: `times.tsv` is the specification, line by line.
class TimeCorpusTest {
  private final TimeFinder finder = new TimeFinder(TimeGrammar.load(KnowledgeNode.file("times")));
  private final EntityFinder shapes =
      new EntityFinder(EntityShapes.load(KnowledgeNode.file("entities")));

  @Test
  void everyTimeIsTheOneMeant() throws InterruptedException {
    var wrong = new ArrayList<String>();
    List<List<String>> lines = Corpus.lines("times.tsv");
    for (List<String> line : lines) {
      Text text = Text.of(line.get(1), java.util.Map.of());
      var now = LocalDateTime.parse(line.getFirst()).atZone(Corpus.SHANGHAI);
      var taken =
          shapes.shaped(text).stream()
              .filter(f -> !f.kind().equals("quantity"))
              .map(f -> new TimeFinder.Span(f.begin(), f.end(), f.kind()))
              .toList();
      List<String> found =
          finder.find(text, now, taken).times().stream()
              .map(time -> time.at().toLocalDateTime().toString())
              .toList();
      if (!String.join(" ", found).equals(line.get(2).strip())) {
        wrong.add(line + " was " + found);
      }
    }
    assertThat(lines).hasSizeGreaterThan(120);
    assertThat(wrong).isEmpty();
  }

  @Test
  void valuesAreIsoWithTheOffset() {
    var entities = Corpus.analyse(Corpus.analystAt(Corpus.NOW), "明早七点去机场").extractedEntities();
    assertThat(entities)
        .anySatisfy(entity -> {
          assertThat(entity.type()).isEqualTo("time");
          assertThat(entity.text()).isEqualTo("明早七点");
          assertThat(entity.value()).isEqualTo("2026-11-22T07:00:00+08:00");
        });
  }
}
