package taskloom.task;

import static org.assertj.core.api.Assertions.assertThat;
import static taskloom.task.TaskStatus.CANCELLED;
import static taskloom.task.TaskStatus.COMPLETED;
import static taskloom.task.TaskStatus.FAILED;
import static taskloom.task.TaskStatus.PENDING;
import static taskloom.task.TaskStatus.PROCESSING;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaskStatusTest {
  @Test
  void aPendingTaskBeginsOrEndsWithoutHavingBegun() {
    assertThat(followersOf(PENDING)).isEqualTo(EnumSet.of(PROCESSING, FAILED, CANCELLED));
  }

  @Test
  void aTaskAtWorkEndsOrIsTriedAgainOrGoesBack() {
    assertThat(followersOf(PROCESSING)).isEqualTo(EnumSet.allOf(TaskStatus.class));
  }

  @Test
  void nothingFollowsAnEnd() {
    for (var end : EnumSet.of(COMPLETED, FAILED, CANCELLED)) {
      assertThat(end.isFinal()).isTrue();
      assertThat(followersOf(end)).isEmpty();
    }
  }

  @Test
  void wordsAreThePublishedOnes() {
    assertThat(Arrays.stream(TaskStatus.values()).map(TaskStatus::word))
        .containsExactly("pending", "processing", "completed", "failed", "cancelled");
    assertThat(TaskStatus.of("cancelled")).isEqualTo(CANCELLED);
  }

  private static Set<TaskStatus> followersOf(TaskStatus status) {
    var followers = EnumSet.noneOf(TaskStatus.class);
    Arrays.stream(TaskStatus.values()).filter(status::canBecome).forEach(followers::add);
    return followers;
  }
}
