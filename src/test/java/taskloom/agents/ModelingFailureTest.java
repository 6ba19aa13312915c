package taskloom.agents;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ModelingFailureTest {
  @Test
  void aTasksErrorKeepsTypeSentenceAndDetails() {
    var failure =
        new ModelingFailure(FailureType.NOTHING_SOLVED, "没有求解\n成功", "NameError: x\nline 2");
    var read = ModelingFailure.ofError(failure.toError());
    assertThat(read.type()).isEqualTo(FailureType.NOTHING_SOLVED);
    assertThat(read.sentence()).isEqualTo("没有求解 成功");
    assertThat(read.details()).isEqualTo("NameError: x\nline 2");
  }

  @Test
  void theEnginesOwnSentencesAreToldAsTheyAre() {
    var read = ModelingFailure.ofError("任务超时（60秒）");
    assertThat(read.type().wireName()).isEqualTo("TaskFailed");
    assertThat(read.sentence()).isEqualTo("任务超时（60秒）");
  }
}
