package taskloom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import taskloom.task.Change.Recover.Suspect;
import taskloom.task.Suspicion;
import taskloom.task.Task;
import taskloom.wire.TaskInput;

/// Whose attempt counts when the process has died.
class BlameTest {
  private static final Caller ANN = new Caller("ann", null);

  private static List<Suspect> judged(int atWork, Map<String, Suspicion> suspects) {
    var draft = NewTask.reasoning(new TaskInput.Text("text"), null);
    var tasks =
        IntStream.range(0, atWork)
            .mapToObj(i -> draft.pending("t" + i, ANN, Instant.EPOCH))
            .toList();
    assertThat(tasks).extracting(Task::id).containsAll(suspects.keySet());
    return Blame.of(tasks, suspects, Instant.EPOCH).suspects();
  }

  private static Suspect suspect(String id, int among, int deaths) {
    return new Suspect(id, new Suspicion(among, deaths), false);
  }

  /// One of so many, all of which may begin at once.
  private static Suspect fresh(String id, int among) {
    return suspect(id, Probation.SHARE * among, 0);
  }

  private static Suspect blamed(String id, int deaths) {
    return new Suspect(id, new Suspicion(1, deaths), true);
  }

  private static Map<String, Suspicion> one(int among, int deaths) {
    return Map.of("t1", new Suspicion(among, deaths));
  }

  @Test
  void nobodyIsToBlameForTheFirstDeath() {
    assertThat(judged(1, Map.of())).containsExactly(fresh("t0", 1));
    assertThat(judged(3, Map.of())).containsExactly(fresh("t0", 3), fresh("t1", 3), fresh("t2", 3));
  }

  @Test
  void oneTriedAtOnceIsNotToBlameAndOneTriedAfterAWaitIs() {
    assertThat(judged(3, one(16, 0)))
        .containsExactly(fresh("t0", 3), suspect("t1", 1, 1), fresh("t2", 3));
    assertThat(judged(3, one(1, 1)))
        .containsExactly(fresh("t0", 3), blamed("t1", 2), fresh("t2", 3));
  }

  @Test
  void suspectsTriedTogetherAreSuspectsOfASmallerGroup() {
    var both = Map.of("t0", new Suspicion(256, 0), "t1", new Suspicion(256, 0));
    assertThat(judged(2, both)).containsExactly(suspect("t0", 2, 0), suspect("t1", 2, 0));
  }

  @Test
  void oneLetGoIsTriedForLongerAndBlamedInTheEnd() {
    assertThat(judged(2, one(0, 1))).containsExactly(fresh("t0", 2), suspect("t1", 1, 2));
    assertThat(judged(2, one(0, 6))).containsExactly(fresh("t0", 2), blamed("t1", 7));
    var both = Map.of("t0", new Suspicion(0, 6), "t1", new Suspicion(0, 0));
    assertThat(judged(2, both)).containsExactly(suspect("t0", 2, 7), suspect("t1", 2, 1));
  }

  @Test
  void oneLetGoIsNoCulpritWhileAnotherIsOnTrial() {
    var both = Map.of("t0", new Suspicion(0, 2), "t1", new Suspicion(1, 1));
    assertThat(judged(2, both)).containsExactly(suspect("t0", 2, 2), blamed("t1", 2));
  }
}
