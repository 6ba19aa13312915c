package taskloom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import taskloom.task.Change.Recover.Suspect;
import taskloom.task.Task;
import taskloom.wire.TaskInput;

/// Whose attempt counts when the process has died.
class BlameTest {
  private static final Caller ANN = new Caller("ann", null);

  private static List<Suspect> judged(int atWork, Map<String, Integer> suspects) {
    var draft = NewTask.reasoning(new TaskInput.Text("text"), null);
    var tasks =
        IntStream.range(0, atWork)
            .mapToObj(i -> draft.pending("t" + i, ANN, Instant.EPOCH))
            .toList();
    assertThat(tasks).extracting(Task::id).containsAll(suspects.keySet());
    return Blame.of(tasks, suspects, Instant.EPOCH).suspects();
  }

  @Test
  void oneAloneIsToBlameAndOneOfManyIsASuspect() {
    assertThat(judged(1, Map.of())).containsExactly(new Suspect("t0", 1, true));
    assertThat(judged(3, Map.of()))
        .containsExactly(
            new Suspect("t0", 3, false), new Suspect("t1", 3, false), new Suspect("t2", 3, false));
  }

  @Test
  void aSuspectTriedAloneIsToBlameAndNotWhatIsAtWorkBesideIt() {
    assertThat(judged(3, Map.of("t1", 16)))
        .containsExactly(
            new Suspect("t0", 3, false), new Suspect("t1", 1, true), new Suspect("t2", 3, false));
  }

  @Test
  void suspectsTriedTogetherAreSuspectsOfASmallerGroup() {
    assertThat(judged(2, Map.of("t0", 256, "t1", 256)))
        .containsExactly(new Suspect("t0", 2, false), new Suspect("t1", 2, false));
  }
}
