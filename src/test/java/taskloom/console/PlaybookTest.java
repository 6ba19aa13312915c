package taskloom.console;

import static org.assertj.core.api.Assertions.assertThat;

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
      browser.await(
          "the run is over",
          Duration.ofMinutes(3),
          _ ->
              browser
                      .all(".task-head [data-status=completed], .task-head [data-status=failed]")
                      .size()
                  == 1);
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
}
