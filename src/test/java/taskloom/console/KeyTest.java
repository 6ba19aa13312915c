package taskloom.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

class KeyTest extends ConsoleFixture {
  @Override
  Map<String, String> settings() {
    return Map.of("TASKLOOM_API_KEYS", "alice:alices-key");
  }

  @Override
  boolean expectsComplaints() {
    return true;
  }

  @Test
  void aServerWithKeysIsGivenOneForThisTabOnly() {
    browser.open("history");
    browser.type("dialog input", "wrong", Keys.ENTER);
    browser.see("dialog .problem", "does not know this key");
    browser.screenshot("key");
    browser.type("dialog input", "alices-key", Keys.ENTER);
    browser.see(".connection[data-state=open]");
    browser.see(".nothing", "Nothing here yet");

    browser.reload();
    browser.see(".connection[data-state=open]");
    assertThat(browser.script("return JSON.stringify(localStorage)").toString())
        .doesNotContain("alices-key");
    assertThat(browser.script("return document.cookie")).isEqualTo("");
  }
}
