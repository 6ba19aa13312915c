package taskloom.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest extends ConsoleFixture {
  @Test
  void thePaperIsInThePagesLanguageUntilOneIsChosen() {
    browser.open("modeling");
    browser.see(".segments label:has(input[name=template]:checked)", "English");
    browser.click("button.text-button[lang]");
    browser.see(".segments label:has(input[name=template]:checked)", "中文");
    browser.click(".segments label:has(input[name=template]:not(:checked))");
    browser.see(".segments label:has(input[name=template]:checked)", "英文");
    browser.click("button.text-button[lang]");
    browser.click("button.text-button[lang]");
    browser.see(".segments label:has(input[name=template]:checked)", "英文");
  }

  @Test
  void aProblemIsHandedInWatchedAndReadAtTheEnd(@TempDir Path folder) throws IOException {
    var data = Files.writeString(folder.resolve("water.csv"), "month,use\n2024-01,311\n");
    browser.open("modeling");
    browser.see(".examples .sample", "某市月度用电量的规律与预测");
    browser.type("textarea[name=problem]", "hold: forecast the city's water use");
    browser.all("input[type=file]").getFirst().sendKeys(data.toString());
    browser.see(".drop .file-name", "water.csv");
    browser.script(
        """
        const dropped = new DataTransfer();
        dropped.items.add(new File(['a,b'], 'dropped.csv'));
        document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, cancelable: true }));
        """);
    browser.see(".drop .file-name", "dropped.csv");
    browser.click("form .primary");

    browser.see(".stepper li[data-state=working]", "Coder");
    browser.see(".stepper li[data-state=working]", "拟合模型 2/3");
    browser.see(".progress-words", "50%");
    browser.see(".cell tl-code .hljs-keyword", "import");
    browser.see(".cell .output", "RMSE 12.482");
    browser.await(
        "the figure",
        _ ->
            browser.all(".cell figure img").stream()
                .anyMatch(img -> !"0".equals(img.getDomProperty("naturalWidth"))));
    browser.see("tl-markdown .katex");

    // The server restarts in the middle: nothing is lost or doubled.
    server.stop();
    server.start();
    server.modeling.release("hold: forecast the city's water use");
    browser.see(".task-head .state[data-status=completed]");
    browser.see(".progress-words", "100%");
    browser.see(".feed-bar", stored() + " messages");

    browser.click("#tab-paper");
    browser.see(".paper h2", "某市用水量预测");
    browser.see(".paper .katex-display");
    browser.see(".paper table", "Holt-Winters");
    browser.see(".paper figure img");
    browser.click("#tab-notebook");
    browser.see(".notebook .output.bad", "KeyError: 'usage'");
    browser.see(".notebook .output-more", "of 5 MB shown");
    browser.click("#tab-usage");
    browser.see(".usage", "1,250");
    browser.click("#tab-files");
    browser.see(".files", "notebook.ipynb");
  }

  @Test
  void filesAreSavedUnderTheirPlainNames() {
    example();
    browser.click("#tab-files");
    browser.see(".files", "report⟨U+202E⟩gnp.exe");
    // What the link is clicked with, without leaving files behind.
    browser.script(
        "HTMLAnchorElement.prototype.click = function () { (window.saved ??= []).push(this.download + ' ' + this.href.slice(0, 5)); }");
    browser.click(".files header .button");
    browser.click(".file[data-name^=report] .icon-button");
    browser.await(
        "both", _ -> Long.valueOf(2).equals(browser.script("return window.saved?.length")));
    assertThat(browser.script("return window.saved.join('|')").toString())
        .contains("_all_files.zip blob:", "report_gnp.exe blob:");
  }

  @Test
  void aFailureSaysWhatHappened() {
    submit("fail this run");
    browser.see(".task-head .state[data-status=failed]");
    browser.see(".run-head .problem", "数据文件缺少列 pandas_x");
    browser.see(".run-head .problem", "CodeExecutionError");
    browser.see(".stepper li[data-state=error]", "Result");
    browser.click(".chip:nth-of-type(4)");
    browser.await("only errors", _ -> browser.all(".message").size() == 2);
  }

  @Test
  void aRunIsCancelled() {
    submit("hold and cancel");
    browser.see(".stepper li[data-state=working]", "Coder");
    browser.click(".task-actions .button");
    browser.see(".task-head .state[data-status=cancelled]");
    browser.toEnd();
    browser.see(".message[data-type=system]", "任务已取消");
  }

  @Test
  void hostileContentDoesNothing() {
    submit("hostile");
    browser.see(".task-head .state[data-status=completed]");
    browser.click("#tab-stream");
    browser.toEnd();
    browser.see(".output-more", "of 901 KB shown");
    browser.click(".output-more .button");
    browser.see("figure img[src^='blob:'][alt='evil.svg']");
    assertThat(browser.all("figure img"))
        .extracting(img -> img.getDomAttribute("alt"))
        .isSubsetOf("trend.png", "evil.svg");
    browser.see(".cell .figures", "picture not shown: https://evil.example/pixel.png");
    browser.screenshot("hostile");

    assertThat(browser.script("return window.hacked ?? 'no'")).isEqualTo("no");
    assertThat(
            browser.all(
                "#app script, #app iframe, #app style, #app form, #app [onerror], #app [onload], #app [style*=fixed]"))
        .isEmpty();
    assertThat(browser.all("#app a[href^='javascript'], #app a[href^='data']")).isEmpty();
    assertThat(
            browser.script(
                "return performance.getEntriesByType('resource').map(({name}) => name).filter((name) => name.includes('evil.example')).length"))
        .isEqualTo(0L);
    assertThat(browser.script("return getComputedStyle(document.body).display")).isEqualTo("block");
    // What the sanitiser looked at would have run but for the policy.
    assertThat(browser.complaints()).allMatch(each -> each.contains("Content Security Policy"));
  }

  @Test
  void tenThousandMessagesStaySmooth() {
    submit("many");
    browser.see(".task-head .state[data-status=completed]");
    browser.click("#tab-stream");
    browser.see(".feed-bar", "messages");
    browser.await(
        "all are there",
        _ ->
            Integer.parseInt(browser.see(".feed-bar .quiet").getText().replaceAll("\\D", ""))
                > ScriptedModeling.MANY);
    assertThat(browser.all(".feed .row").size()).isLessThan(80);
    var slowest =
        (Number)
            browser.later(
                """
                const done = arguments[0];
                let last = performance.now(), slowest = 0, frames = 0;
                const step = () => {
                  const now = performance.now();
                  slowest = Math.max(slowest, now - last);
                  last = now;
                  scrollBy(0, 2000);
                  frames++ < 120 ? requestAnimationFrame(step) : done(slowest);
                };
                requestAnimationFrame(step);
                """);
    System.out.println(
        "slowest frame while scrolling 10,000 messages: " + slowest.intValue() + " ms");
    // Generous, for a machine that does other things too; without windowing it takes seconds.
    assertThat(slowest.doubleValue()).isLessThan(1_000);
    browser.click(".to-end");
    browser.see(".message[data-type=success]");
  }

  private void example() {
    browser.open("modeling");
    browser.click(".examples .sample");
    browser.see(".task-head .state[data-status=completed]");
  }

  private void submit(String problem) {
    browser.open("modeling");
    browser.type("textarea[name=problem]", problem);
    browser.click("form .primary");
    browser.see(".task-head");
  }

  /// How many messages the server keeps of the task that is open.
  private Object stored() {
    return browser.later(
        """
        const done = arguments[0];
        fetch(`/history/tasks/${location.hash.split('/')[2]}/events`)
          .then((answer) => answer.json())
          .then(({ events }) => done(events.length));
        """);
  }
}
