package taskloom.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextsTest {
  @ParameterizedTest
  @CsvSource(
      value = {
        "abc | 4 | abc | abc",
        "abc | 3 | abc | abc",
        "abc | 2 | ab | bc",
        "abc | 0 | '' | ''",
        "a😀b | 3 | a😀 | 😀b",
        "a😀b | 2 | a | b",
        "a😀b | 1 | a | b",
        "😀 | 1 | '' | ''",
      },
      delimiter = '|')
  void aCutSplitsNoCharacter(String text, int most, String beginning, String end) {
    assertThat(Texts.beginning(text, most)).isEqualTo(beginning);
    assertThat(Texts.end(text, most)).isEqualTo(end);
  }
}
