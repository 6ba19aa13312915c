package taskloom.console;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

class RefusalTest extends ConsoleFixture {
  /// One submission, and the next after ten seconds.
  @Override
  Map<String, String> settings() {
    return Map.of("TASKLOOM_SUBMIT_RATE", "0.1");
  }

  @Test
  void whatIsRefusedIsToldInThePagesLanguage() {
    browser.open("");
    browser.type("#draft", "hold the first", Keys.ENTER);
    browser.see(".card[data-status=processing]", "hold the first");

    browser.type("#draft", "one too many", Keys.ENTER);
    browser.see(".card[data-status=refused]", "Too many submissions at once");
    browser.see(".notice.bad", "Too many submissions at once (again in");
    browser.click("button.text-button[lang]");
    browser.type("#draft", "两个太多", Keys.ENTER);
    browser.see(".notice.bad", "提交太快");
  }
}
