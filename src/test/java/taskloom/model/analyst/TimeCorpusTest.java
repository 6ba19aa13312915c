package taskloom.model.analyst;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
      String found = found(line.getFirst(), line.get(1));
      if (!found.equals(line.get(2).strip())) {
        wrong.add(line + " was " + found);
      }
    }
    assertThat(lines).hasSizeGreaterThan(120);
    assertThat(wrong).isEmpty();
  }

  /// `times_heldout.tsv` was written before the rules for its kinds.
  @Test
  void nineOfTenHeldOutTimesAreTheOnesMeant() throws InterruptedException {
    var wrong = new ArrayList<String>();
    List<List<String>> lines = Corpus.lines("times_heldout.tsv");
    for (List<String> line : lines) {
      String found = found(line.getFirst(), line.get(2));
      if (!found.equals(line.get(3).strip())) {
        wrong.add(line + " was " + found);
      }
    }
    System.out.printf("held out: %d of %d right%n", lines.size() - wrong.size(), lines.size());
    wrong.forEach(System.out::println);
    assertThat(lines).hasSizeGreaterThan(120);
    assertThat(wrong).hasSizeLessThanOrEqualTo(lines.size() / 10);
  }

  /// What a pattern needs (`in`, `if`) only spares work: with every pattern tried, nothing changes.
  @Test
  void patternsThatAreSparedWouldFindNothing() throws InterruptedException {
    for (String file : List.of("times.tsv", "times_heldout.tsv", "corpus.tsv", "spoken.tsv")) {
      for (List<String> line : Corpus.lines(file)) {
        for (String sentence : line) {
          Text text = Text.of(sentence, Map.of());
          for (TimeGrammar.Rule rule : finder.grammar().rules()) {
            assertThat(rule.concerns(text) || !rule.pattern().matcher(text.norm()).find())
                .as("%s in %s", rule, sentence)
                .isTrue();
          }
        }
      }
    }
  }

  private String found(String now, String sentence) throws InterruptedException {
    Text text = Text.of(sentence, Map.of());
    var taken =
        shapes.shaped(text).stream()
            .filter(f -> !f.kind().equals("quantity"))
            .map(f -> new TimeFinder.Span(f.begin(), f.end(), f.kind()))
            .toList();
    return finder
        .find(text, LocalDateTime.parse(now).atZone(Corpus.SHANGHAI), taken)
        .times()
        .stream()
        .map(time -> time.at().toLocalDateTime().toString())
        .collect(Collectors.joining(" "));
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
