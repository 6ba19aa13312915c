package taskloom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

class CallersTest {
  private static final Callers LOOPBACK = new Callers("", false, List.of());
  private static final Callers KEYED =
      new Callers("alice:key1, bob:key:2", false, List.of("https://app.example.org"));

  @Test
  void aKeySaysWhoseTasksTheyAre() {
    assertThat(KEYED.ownerOf("key1")).contains("alice");
    assertThat(KEYED.ownerOf("key:2")).contains("bob");
    assertThat(KEYED.ownerOf("key2")).isEmpty();
    assertThat(KEYED.ownerOf("")).isEmpty();
    assertThat(KEYED.ownerOf(null)).isEmpty();
  }

  @Test
  void withoutKeysEveryoneServedIsTheLocalOwner() {
    assertThat(LOOPBACK.ownerOf(null)).contains(Callers.LOCAL);
    assertThat(LOOPBACK.ownerOf("whatever")).contains(Callers.LOCAL);
  }

  @Test
  void anUpgradeMayBringItsKeyInTheUrl() {
    var headers = WritableHeaders.create();
    assertThat(KEYED.ofUpgrade(headers, "key1")).isEqualTo("alice");
    headers.set(HeaderNames.AUTHORIZATION, "bearer key:2");
    assertThat(KEYED.ofUpgrade(headers, "key1")).isEqualTo("bob");
    assertCode(ErrorCode.UNAUTHORIZED, () -> KEYED.ofUpgrade(WritableHeaders.create(), null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice", "alice:", ":key", "a b:key", "alice:key,,bob:k", "a:k,b:k"})
  void keysThatDoNotReadAreTheOperatorsToMend(String pairs) {
    assertThatThrownBy(() -> new Callers(pairs, false, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("TASKLOOM_API_KEYS: ")
        .hasMessageNotContaining("key,");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "example.org", "https://example.org/path", "null", "https://"})
  void originsThatDoNotReadAreTheOperatorsToMend(String origin) {
    assertThatThrownBy(() -> new Callers("", false, List.of(origin)))
        .hasMessageStartingWith("TASKLOOM_ORIGINS: ");
  }

  @Test
  void withoutKeysOnlyThisMachineIsServed() throws UnknownHostException {
    var loopback = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 1);
    var other = new InetSocketAddress(InetAddress.getByName("192.0.2.7"), 1);
    LOOPBACK.admitPeer(loopback);
    KEYED.admitPeer(other);
    new Callers("", true, List.of()).admitPeer(other);
    assertCode(ErrorCode.UNAUTHORIZED, () -> LOOPBACK.admitPeer(other));
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8000, true",
    "LOCALHOST, true",
    "127.0.0.1:8000, true",
    "[::1]:8000, true",
    "console.localhost:8000, true",
    "evil.example:8000, false",
    "127.0.0.1.evil.example, false",
    "localhost.evil.example, false",
    "192.0.2.7:8000, false"
  })
  void withoutKeysAForeignHostIsDnsRebinding(String host, boolean served) {
    var headers = headers("Host", host);
    if (served) {
      assertThatCode(() -> LOOPBACK.admit(headers, false)).doesNotThrowAnyException();
    } else {
      assertCode(ErrorCode.FORBIDDEN_ORIGIN, () -> LOOPBACK.admit(headers, false));
    }
    assertThatCode(() -> KEYED.admit(headers, false)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8000, true",
    "https://app.example.org, true",
    "https://localhost:8000, true",
    "http://localhost:8001, false",
    "https://evil.example, false",
    "null, false",
    "%%%, false"
  })
  void anotherOriginMayReadNothingAndChangeNothing(String origin, boolean served) {
    var headers = headers("Host", "localhost:8000", "Origin", origin);
    if (served) {
      assertThatCode(() -> KEYED.admit(headers, true)).doesNotThrowAnyException();
    } else {
      assertCode(ErrorCode.FORBIDDEN_ORIGIN, () -> KEYED.admit(headers, true));
    }
    assertThat(KEYED.sharedWith(headers).isPresent())
        .isEqualTo(origin.equals("https://app.example.org"));
  }

  private static Headers headers(String... pairs) {
    var headers = WritableHeaders.create();
    for (int i = 0; i < pairs.length; i += 2) {
      headers.set(HeaderNames.create(pairs[i]), pairs[i + 1]);
    }
    return headers;
  }

  private static void assertCode(ErrorCode code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
  }
}
