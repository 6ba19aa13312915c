package taskloom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClientIdsTest {
  private final ClientIds ids = new ClientIds(() -> new Seal(new byte[32]));

  @Test
  void knowsItsOwnAlsoAfterARestart() {
    var id = ids.issue("alice");

    assertThat(new ClientIds(() -> new Seal(new byte[32])).known(id, "alice")).contains(id);
    assertThat(ids.known(id.toUpperCase(Locale.ROOT), "alice")).contains(id);
    assertThat(UUID.fromString(id).version()).isEqualTo(4);
    assertThat(UUID.fromString(id).variant()).isEqualTo(2);
  }

  @Test
  void doesNotKnowAnyOther() {
    var id = ids.issue("alice");
    var last = id.charAt(id.length() - 1);
    var forged = id.substring(0, id.length() - 1) + (last == '0' ? '1' : '0');
    var otherKey = new byte[32];
    otherKey[0] = 1;

    assertThat(ids.known(forged, "alice")).isEmpty();
    assertThat(ids.known(id, "bob")).isEmpty();
    assertThat(new ClientIds(() -> new Seal(otherKey)).known(id, "alice")).isEmpty();
    assertThat(ids.known(UUID.randomUUID().toString(), "alice")).isEmpty();
    assertThat(ids.known("", "alice")).isEmpty();
    assertThat(ids.known("../x", "alice")).isEmpty();
    assertThat(ids.known(null, "alice")).isEmpty();
  }

  @Test
  void issuesDifferentOnes() {
    assertThat(ids.issue("alice")).isNotEqualTo(ids.issue("alice"));
  }
}
