package taskloom.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.HttpFixture;
import taskloom.store.H2Store;

/// A search whose pages look at ten tasks each, so that most of them are empty and yet go on, as
/// those of a history of a million tasks are.
class SearchTest {
  private final HttpFixture http =
      new HttpFixture(H2Store.inMemory(Clock.systemUTC(), Duration.ZERO, 10));
  private Browser browser;

  @BeforeEach
  void start(@TempDir Path folder) {
    http.finished("needle, the old one");
    for (int i = 0; i < 45; i++) {
      http.finished("hay " + i);
    }
    browser = new Browser(URI.create("http://127.0.0.1:" + http.port()), folder);
  }

  @AfterEach
  void stop() throws InterruptedException {
    browser.close();
    http.close();
  }

  @Test
  void goesOnAfterPagesWithoutAHit() {
    search();

    browser.see(".entry-title", "needle, the old one");
    browser.see("[role=status]", "1 task");
  }

  @Test
  void goesOnAfterPagesWithoutAFurtherHit() {
    http.finished("needle, the new one");
    search();

    browser.see(".entry-title", "needle, the new one");
    browser.see(".entry-title", "needle, the old one");
    browser.see("[role=status]", "2 tasks");
    browser.gone(".more");
  }

  @Test
  void saysSoWhenThereIsNone() {
    browser.open("history");
    browser.type("input[name=q]", "pin");

    browser.see(".nothing", "Nothing matches");
  }

  @Test
  void endsWithAProblemOnItsWayUntilItIsToGoOn() {
    browser.open("history");
    browser.block("*cursor=*");
    browser.type("input[name=q]", "needle");

    browser.see(".problem", "cannot be reached");
    assertThat(
            browser.later(
                """
                const done = arguments[0];
                const tried = () => performance.getEntriesByType('resource').filter(({ name }) => name.includes('cursor=')).length;
                requestAnimationFrame(() => requestAnimationFrame(() => done(tried())));
                """))
        .isEqualTo(1L);
    browser.block();
    browser.click(".problem .button");
    browser.see(".entry-title", "needle, the old one");
  }

  private void search() {
    browser.open("history");
    browser.type("input[name=q]", "needle");
  }
}
