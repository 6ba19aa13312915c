package taskloom.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.testing.ServerProcess;

/// A newcomer's first run, with nothing scripted: the real process, a built-in problem, code that
/// really runs.
class PlaybookTest {
  @Test
  void aBuiltInProblemBecomesAPaper(@TempDir Path folder) {
    try (var server = ServerProcess.start(folder.resolve("data"), Map.of());
        var browser = new Browser(server.address(), folder.resolve("profile"))) {
      browser.open("modeling");
      browser.click(".examples .sample");
      awaitEnd(browser);
      browser.screenshot("playbook");
      browser.see(".task-head .state[data-status=completed]");

      browser.click("#tab-paper");
      browser.see(".paper .katex");
      browser.see(".paper figure img");
      browser.screenshot("playbook-paper");
      browser.click("#tab-notebook");
      browser.see(".notebook .nb-cell tl-code .hljs-keyword");
      browser.click("#tab-files");
      browser.see(".files", "notebook.ipynb");
      browser.see(".files", "res.md");
      browser.click("#tab-usage");
      browser.see(".tab", "No tokens used");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void aProblemOfOnesOwnIsHandedInWithItsData(@TempDir Path folder) throws IOException {
    var data = Files.writeString(folder.resolve("sales.csv"), sales());
    try (var server = ServerProcess.start(folder.resolve("data"), Map.of());
        var browser = new Browser(server.address(), folder.resolve("profile"))) {
      browser.open("modeling");
      browser.type(
          "textarea[name=problem]",
          "Shop sales\nQuestion 1: Forecast the sales of the next 6 months.");
      browser.all("input[type=file]").getFirst().sendKeys(data.toString());
      browser.see(".drop .file-name", "sales.csv");
      browser.click("form .primary");
      awaitEnd(browser);

      browser.see(".task-head .state[data-status=completed]");
      browser.click("#tab-paper");
      browser.see(".paper", "sales");
      browser.see(".paper figure img");
      browser.click("#tab-files");
      browser.see(".files", "sales.csv");
      browser.see(".files", "res.docx");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  private static void awaitEnd(Browser browser) {
    browser.await(
        "the run is over",
        Duration.ofMinutes(3),
        _ ->
            browser
                    .all(".task-head [data-status=completed], .task-head [data-status=failed]")
                    .size()
                == 1);
  }

  /// Four years of months: a trend, a season, and a little that neither explains.
  private static String sales() {
    var csv = new StringBuilder("month,sales\n");
    for (int i = 0; i < 48; i++) {
      var value = 200 + 2 * i + 40 * Math.sin(i * Math.PI / 6) + i * 37 % 11;
      csv.append("%d-%02d,%.1f%n".formatted(2021 + i / 12, i % 12 + 1, value));
    }
    return csv.toString();
  }
}
