package taskloom.server.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

class AssemblyTest {
  private final Assembly assembly = new Assembly();

  @Test
  void givesAMessageWhenItIsWhole() {
    assertThat(assembly.add("a", true)).isEqualTo("a");
    assertThat(assembly.add("b", false)).isNull();
    assertThat(assembly.add("", false)).isNull();
    assertThat(assembly.add("c", true)).isEqualTo("bc");
    assertThat(assembly.add("d", true)).isEqualTo("d");
  }

  @Test
  void countsBytesNotCharacters() {
    var longest = "长".repeat(Assembly.MAX_BYTES / 3);

    assertThat(assembly.add(longest, true)).isEqualTo(longest);
    assertThat(assembly.add("😀".repeat(Assembly.MAX_BYTES / 4), true)).isNotNull();
    assertThat(refusal(longest + "长", true)).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
    assertThat(assembly.add("a", true)).isEqualTo("a");
  }

  @Test
  void refusesEndlessFragmentsOnceAndDropsThemToTheirEnd() {
    var part = "x".repeat(Assembly.MAX_BYTES / 2);
    assertThat(assembly.add(part, false)).isNull();
    assertThat(assembly.add(part, false)).isNull();
    assertThat(refusal("x", false)).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);

    for (int i = 0; i < 100; i++) {
      assertThat(assembly.add(part, false)).isNull();
    }
    assertThat(assembly.add(part, true)).isNull();
    assertThat(assembly.add("a", true)).isEqualTo("a");
  }

  @Test
  void refusesMendedText() {
    assertThat(assembly.add("a\uFFFD", false)).isNull();
    assertThat(refusal("b", true)).isEqualTo(ErrorCode.INVALID_UTF8);
    assertThat(assembly.add("a", true)).isEqualTo("a");
  }

  private ErrorCode refusal(String fragment, boolean last) {
    return catchThrowableOfType(Refusal.class, () -> assembly.add(fragment, last)).code();
  }
}
