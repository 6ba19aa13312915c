package taskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static taskloom.store.Samples.apply;
import static taskloom.store.Samples.at;
import static taskloom.store.Samples.complete;
import static taskloom.store.Samples.json;
import static taskloom.store.Samples.start;
import static taskloom.store.Samples.submit;
import static taskloom.store.Samples.told;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import taskloom.task.Change;
import taskloom.task.Suspicion;
import taskloom.task.TaskEvent;
import taskloom.task.TaskStatus;
import taskloom.task.TokenUsage;

/// How attempts are counted, and what an attempt leaves to the next one: checkpoints and accounts.
interface AttemptsContract extends StoreUnderTest {
  @Test
  default void aSecondAttemptCountsAndTellsNothingAgain() {
    apply(store(), submit("t1"), start("t1"), start("t1"));
    assertThat(found("t1").attempts()).isEqualTo(2);
    assertThat(store().events("t1", 0, 10))
        .extracting(TaskEvent::type)
        .containsExactly("task_submitted", "task_status_update");
  }

  @Test
  default void anAttemptHandedBackDoesNotCountNorIsItToldTwice() {
    apply(store(), submit("t1"), start("t1"), new Change.HandBack("t1", at(3)));
    assertThat(found("t1").status()).isEqualTo(TaskStatus.PENDING);
    assertThat(found("t1").attempts()).isZero();
    apply(store(), start("t1"));
    assertThat(found("t1").attempts()).isEqualTo(1);
    assertThat(store().lastSeq("t1")).isEqualTo(2);
  }

  @Test
  default void tasksAtWorkWhenTheProcessDiedAreSuspectsUntilTheyEndOrAreAcquitted() {
    for (var id : List.of("t1", "t2", "t3", "t4", "t5")) {
      apply(store(), submit(id), start(id));
    }
    apply(store(), complete("t5"));
    apply(
        store(),
        new Change.Recover(
            at(3),
            List.of(
                new Change.Recover.Suspect("t1", new Suspicion(4, 0), false),
                new Change.Recover.Suspect("t2", new Suspicion(1, 1), true),
                new Change.Recover.Suspect("t3", new Suspicion(4, 0), false),
                new Change.Recover.Suspect("t4", new Suspicion(4, 0), false),
                new Change.Recover.Suspect("t5", new Suspicion(4, 0), false),
                new Change.Recover.Suspect("t6", new Suspicion(4, 0), false))));
    assertThat(store().suspects())
        .isEqualTo(
            Map.of(
                "t1", new Suspicion(4, 0),
                "t2", new Suspicion(1, 1),
                "t3", new Suspicion(4, 0),
                "t4", new Suspicion(4, 0)));
    assertThat(found("t1").status()).isEqualTo(TaskStatus.PENDING);
    assertThat(found("t1").attempts()).isZero();
    assertThat(found("t2").attempts()).isEqualTo(1);
    assertThat(found("t5").status()).isEqualTo(TaskStatus.COMPLETED);

    apply(store(), start("t1"), start("t2"), start("t3"), start("t4"));
    assertThat(found("t2").attempts()).isEqualTo(2);
    assertThat(store().lastSeq("t2")).isEqualTo(2);
    apply(store(), complete("t1"), new Change.Acquit("t2"), new Change.Delete("t3"));
    var left = Map.of("t2", new Suspicion(0, 1), "t4", new Suspicion(4, 0));
    assertThat(store().suspects()).isEqualTo(left);
    apply(store(), new Change.HandBack("t4", at(4)));
    assertThat(store().suspects()).isEqualTo(left);
    assertThat(found("t4").attempts()).isZero();
    apply(store(), part("t2", "eda"), new Change.Acquit("t2"), new Change.Acquit("t5"));
    assertThat(store().suspects()).containsOnlyKeys("t4");
  }

  @Test
  default void aFinishedPartMakesItsAttemptTheFirstOneAtTheNext() {
    apply(store(), submit("t1"), start("t1"), start("t1"), start("t1"), part("t1", "eda"));
    assertThat(found("t1").attempts()).isEqualTo(1);
    apply(store(), start("t1"));
    assertThat(found("t1").attempts()).isEqualTo(2);
    apply(store(), part("t1", "ques1"), new Change.HandBack("t1", at(3)));
    assertThat(found("t1").attempts()).isZero();
  }

  @Test
  default void anAccountIsKeptAmongTheCheckpointsAndIsNoProgress() {
    apply(store(), submit("t1"), start("t1"), start("t1"));
    apply(store(), new Change.Account("t1", "used", json("{}"), new TokenUsage(7, 8)));
    assertThat(found("t1").attempts()).isEqualTo(2);
    assertThat(found("t1").usage()).isEqualTo(new TokenUsage(7, 8));
    assertThat(store().checkpoints("t1")).containsOnlyKeys("used");
  }

  private static Change part(String id, String name) {
    return new Change.Checkpoint(id, name, json("{}"), TokenUsage.NONE, List.of());
  }

  @Test
  default void checkpointsByNameInTheOrderTheyWereStored() {
    apply(store(), submit("t1"), start("t1"));
    for (var name : List.of("b", "a", "c", "b")) {
      apply(
          store(),
          new Change.Checkpoint(
              "t1",
              name,
              json(name + store().lastSeq("t1")),
              new TokenUsage(7, 8),
              List.of(told("s"))));
    }
    var checkpoints = store().checkpoints("t1");
    assertThat(checkpoints.keySet()).containsExactly("a", "c", "b");
    assertThat(checkpoints.get("b")).isEqualTo(json("b5"));
    assertThat(store().checkpoint("t1", "b")).hasValue(json("b5"));
    assertThat(store().checkpoint("t1", "d")).isEmpty();
    assertThat(store().checkpoint("t2", "b")).isEmpty();
    assertThat(found("t1").usage()).isEqualTo(new TokenUsage(7, 8));
    assertThat(store().lastSeq("t1")).isEqualTo(6);
    // Ending without a count of its own leaves the one there is.
    apply(
        store(),
        new Change.Finish(
            "t1", TaskStatus.CANCELLED, at(9), null, null, TokenUsage.NONE, List.of()));
    assertThat(found("t1").usage()).isEqualTo(new TokenUsage(7, 8));
    assertThat(store().checkpoints("t2")).isEmpty();
  }
}
