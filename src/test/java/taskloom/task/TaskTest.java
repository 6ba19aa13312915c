package taskloom.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTest {
  @ParameterizedTest
  @ValueSource(strings = {"20250117-153000-a1b2c3d4", "01a1fd38-7a2b-7c3d-8e4f-0123456789ab"})
  void bothKindsHaveIds(String id) {
    assertThat(Task.isId(id)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a-1", "20250117-153000-A1B2C3D4", "20250117-153000-a1b2c3d4\n", "t"})
  void nothingElseIsAnId(String text) {
    assertThat(Task.isId(text)).isFalse();
  }
}
