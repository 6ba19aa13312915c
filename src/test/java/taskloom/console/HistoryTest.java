package taskloom.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

class HistoryTest extends ConsoleFixture {
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void tasksAreFoundPinnedRenamedAndDeleted() throws Exception {
    submit("{\"text\":\"needle in the hay\"}");
    submit("{\"text\":\"other thing\"}");
    browser.open("history");
    browser.type("input[name=q]", "needle");
    browser.await("one is left", _ -> browser.all(".entry").size() == 1);
    browser.see(".entry .state[data-status=completed]");

    browser.click("[aria-label='Pin: needle in the hay']");
    browser.see("[aria-label='Pin: needle in the hay'][aria-pressed=true]");
    browser.click("[aria-label='Rename: needle in the hay']");
    browser.see("dialog input").clear();
    browser.type("dialog input", "golden needle", Keys.ENTER);
    browser.see(".entry-title", "golden needle");

    browser.reload();
    browser.click("input[name=pinned]");
    browser.await("the pinned one", _ -> browser.all(".entry").size() == 1);
    browser.see(".entry-title", "golden needle");
    browser.click("[aria-label='Delete: golden needle']");
    browser.see("dialog p", "golden needle");
    browser.click("dialog [type=button].button");
    browser.gone("dialog");
    assertThat(browser.all(".entry")).hasSize(1);
    browser.click("[aria-label='Delete: golden needle']");
    browser.click("dialog .danger");
    browser.see(".nothing", "Nothing matches");
    browser.click(".nothing .button");
    browser.see(".entry-title", "other thing");
  }

  @Test
  void olderPagesComeAsTheEndComesIntoSight() throws Exception {
    for (int i = 1; i <= 130; i++) {
      submit("{\"text\":\"paged number " + i + "\"}");
    }
    browser.open("history");
    browser.type("input[name=q]", "paged number");
    browser.see("[role=status]", "130 tasks");
    assertThat(browser.all(".entry").size()).isLessThan(60);
    browser.await(
        "the oldest is seen",
        _ -> {
          browser.script("scrollTo(0, document.documentElement.scrollHeight)");
          return browser.all(".entry-title").stream()
              .anyMatch(title -> title.getText().equals("paged number 1"));
        });
    assertThat(browser.all(".entry").size()).as("rows are windowed").isLessThan(60);
  }

  @Test
  void anOldTaskIsSeenAsItWas() throws Exception {
    submit("{\"text\":\"fail long ago\"}");
    browser.open("history");
    browser.click("select[name=status]");
    browser.type("select[name=status]", "Failed", Keys.ENTER);
    browser.see(".entry-title", "fail long ago");
    browser.click(".entry-main");
    browser.see(".task .problem", "网络超时");
    browser.await("three messages", _ -> browser.all(".timeline li").size() == 3);
    assertThat(browser.title()).isEqualTo("fail long ago · Taskloom");

    browser.reload();
    browser.see(".task .problem", "网络超时");
    browser.click("[aria-label^=Delete]");
    browser.click("dialog .danger");
    browser.see("h1", "History");
  }

  @Test
  void anAddressOfNoTaskSaysSo() {
    browser.open("tasks/20250117-153000-a1b2c3d4");
    browser.see("h1", "There is no such task");
    browser.complaints();
  }

  private void submit(String body) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server.address() + "/tasks"))
            .header("Content-Type", "application/json")
            .header("Prefer", "wait=20")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(200);
  }
}
