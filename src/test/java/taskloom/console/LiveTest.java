package taskloom.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

class LiveTest extends ConsoleFixture {
  private static final String DONE = ".card[data-status=completed]";

  @Test
  void aMessageIsSubmittedWatchedAndLaidOut() {
    browser.open("");
    browser.type("#draft", "hold on: flight to Beijing at seven", Keys.ENTER);
    browser.see(".card[data-status=processing]");
    browser.see(".connection[data-state=open]");
    server.analyst.release("hold on: flight to Beijing at seven");

    browser.see(DONE + " .badge.type", "Trip");
    browser.see(".badge.priority", "High");
    browser.see(".confidence", "85%");
    browser.see(".entities", "机场");
    browser.see(".plan", "预留两小时");
    browser.click(".checklist li:nth-child(2) input");
    assertThat(browser.all(".checklist input:checked")).hasSize(1);
    assertThat(browser.see("#draft").getDomProperty("value")).isEmpty();
  }

  @Test
  void manyTasksRunAtOnceAndOneIsCancelled() {
    browser.open("");
    for (var text : new String[] {"hold one", "hold two", "hold three"}) {
      browser.type("#draft", text, Keys.ENTER);
    }
    browser.await("three at work", _ -> browser.all(".card[data-status=processing]").size() == 3);
    browser.click("[aria-label='Cancel task: hold two']");
    browser.see(".card[data-status=cancelled]", "hold two");
    server.analyst.release("hold one");
    server.analyst.release("hold three");
    browser.await("two done", _ -> browser.all(DONE).size() == 2);
    browser.type("#draft", "fail this one", Keys.ENTER);
    browser.see(".card[data-status=failed] .problem", "网络超时");
  }

  @Test
  void aPastedEventIsRecognised() {
    browser.open("");
    browser.type("#draft", "{\"event_id\":\"evt_7\",\"transcript\":\"dentist on Monday\"}");
    browser.see("#draft-hint", "evt_7");
    browser.click(".composer .primary");
    browser.see(DONE + " .card-title", "dentist on Monday");
  }

  @Test
  void aReloadInTheMiddleGoesOnWhereItWas() {
    browser.open("");
    browser.type("#draft", "hold over the reload", Keys.ENTER);
    browser.see(".card[data-status=processing]");
    browser.reload();
    browser.see(".card[data-status=processing]", "hold over the reload");
    server.analyst.release("hold over the reload");
    browser.see(DONE, "hold over the reload");
  }

  @Test
  void aRestartOfTheServerLosesNothingOnScreen() {
    browser.open("");
    browser.type("#draft", "done before", Keys.ENTER);
    browser.see(DONE, "done before");
    browser.type("#draft", "hold over the restart", Keys.ENTER);
    browser.see(".card[data-status=processing]");
    server.stop();
    browser.see(".connection[data-state=waiting], .connection[data-state=connecting]");
    browser.type("#draft", "typed while it was away", Keys.ENTER);
    browser.see(".card[data-status=sending]", "typed while it was away");
    server.start();

    browser.see(".connection[data-state=open]");
    server.analyst.release("hold over the restart");
    browser.await("all done", _ -> browser.all(DONE).size() == 3);
    assertThat(browser.all(".card")).hasSize(3);
  }

  @Test
  void aPageThatIsLeftKeepsNoConnectionAndComesBackWithOne() {
    browser.open("");
    browser.type("#draft", "hold while away", Keys.ENTER);
    browser.see(".card[data-status=processing]");
    browser.leave();
    browser.await("no connection", _ -> server.connections() == 0);
    server.analyst.release("hold while away");
    browser.back();
    browser.see(DONE, "hold while away");
  }

  @Test
  void theLanguageFollowsTheBrowserUntilItIsSwitched() {
    browser.open("");
    browser.see("h1", "Live");
    browser.click("[aria-label*='中文']");
    browser.see("h1", "实时");
    browser.reload();
    browser.see("h1", "实时");
    assertThat(browser.title()).isEqualTo("实时 · Taskloom");
    assertThat(browser.script("return document.documentElement.lang")).isEqualTo("zh-CN");
  }

  @Test
  void everythingIsReachedWithTheKeyboard() {
    browser.open("");
    var body = browser.see("body");
    body.sendKeys(Keys.TAB);
    assertThat(browser.script("return document.activeElement.className")).isEqualTo("skip");
    body.sendKeys(Keys.TAB, Keys.TAB, Keys.TAB, Keys.TAB);
    assertThat(browser.script("return document.activeElement.hash")).isEqualTo("#/history");
    browser.script("document.activeElement.click()");
    browser.see("h1", "History");
    assertThat(browser.script("return document.activeElement.tagName")).isEqualTo("H1");
  }

  @Test
  void hostileWordsStayWords() {
    browser.open("");
    browser.type(
        "#draft", "<img src=x onerror=\"window.hacked=1\"> <script>window.hacked=2</script>");
    browser.click(".composer .primary");
    browser.see(DONE + " .summary", "<img src=x onerror=");
    assertThat(browser.script("return window.hacked ?? 'no'")).isEqualTo("no");
    assertThat(browser.all("#app img, #app script")).isEmpty();
  }
}
