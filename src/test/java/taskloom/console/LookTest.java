package taskloom.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/// Every view in both languages, light and dark, wide and on a phone: nothing sticks out, axe-core
/// finds nothing, and a picture of each is kept for people to look at.
class LookTest extends ConsoleFixture {
  @ParameterizedTest
  @CsvSource({"en,light,wide", "zh,dark,wide", "zh,light,phone", "en,dark,phone"})
  void everyView(String language, String scheme, String screen) {
    var kind = language + "-" + scheme + "-" + screen;
    browser.appearance(scheme);
    if (screen.equals("phone")) {
      browser.narrow();
    }
    browser.script("localStorage.setItem('taskloom.language', arguments[0])", language);

    browser.open("");
    look("live-empty-" + kind);
    browser.type("#draft", "明早七点去机场，记得身份证和充电宝", Keys.ENTER);
    browser.see(".card .analysis");
    look("live-" + kind);
    browser.open("history");
    browser.see(".entry");
    look("history-" + kind);
    browser.click(".entry [aria-label*='删除'], .entry [aria-label*='Delete']");
    browser.see("dialog");
    look("delete-" + kind);
    browser.open("overview");
    browser.see(".tiles");
    look("overview-" + kind);

    browser.open("modeling");
    browser.see(".examples .sample");
    look("modeling-" + kind);
    browser.type("textarea[name=problem]", "hold " + kind);
    browser.click("form .primary");
    browser.toEnd();
    browser.see(".cell figure img");
    look("run-end-" + kind);
    browser.script("scrollTo(0, 0)");
    browser.see(".message[data-type=system]");
    look("run-" + kind);
    server.modeling.release("hold " + kind);
    browser.see(".task-head .state[data-status=completed]");
    browser.click("#tab-paper");
    browser.see(".paper .katex");
    browser.see(".paper figure img");
    look("paper-" + kind);
    browser.click("#tab-notebook");
    browser.see(".nb-cell .output-more");
    look("notebook-" + kind);
    browser.click("#tab-files");
    browser.see(".file");
    look("files-" + kind);
    browser.click("#tab-usage");
    browser.see(".usage");
    look("usage-" + kind);
  }

  private void look(String name) {
    browser.screenshot(name);
    assertThat(browser.script("return document.documentElement.scrollWidth - innerWidth"))
        .as("%s sticks out sideways", name)
        .isInstanceOfSatisfying(Long.class, beyond -> assertThat(beyond).isLessThanOrEqualTo(0));
    browser.isAccessible();
  }
}
