package taskloom.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/// A real Chromium with an empty profile, and what tests do in it. Every look waits until what it
/// looks for is there.
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private static final String AXE = axe();

  private final ChromeDriver driver;
  private final URI server;

  Browser(URI server, Path profile) {
    assertThat(CHROMIUM).as("Debian's chromium and chromium-driver are installed").exists();
    this.server = server;
    var options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--lang=en",
        "--user-data-dir=" + profile);
    options.setExperimentalOption("prefs", Map.of("intl.accept_languages", "en"));
    var logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    var service = new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build();
    driver = new ChromeDriver(service, options);
    wide();
  }

  /// Opens a view by the part of the address after `#/`, in a page loaded anew.
  void open(String place) {
    driver.get("about:blank");
    driver.get(server + "/#/" + place);
    see("main h1");
  }

  void reload() {
    driver.navigate().refresh();
    see("main h1");
  }

  /// Goes to another page, and with [#back] comes back.
  void leave() {
    driver.get("about:blank");
  }

  void back() {
    driver.navigate().back();
  }

  /// Forgets what the tab and the browser keep.
  void forget() {
    driver.get(server + "/taskloom.js");
    script("sessionStorage.clear(); localStorage.clear()");
  }

  void wide() {
    driver.manage().window().setSize(new Dimension(1280, 900));
  }

  void narrow() {
    size(390, 844, true);
  }

  void size(int width, int height, boolean mobile) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
  }

  void sizeOfWindow() {
    driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
  }

  /// Lets no request through whose address matches one of the patterns.
  void block(String... patterns) {
    driver.executeCdpCommand("Network.enable", Map.of());
    driver.executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(patterns)));
  }

  void appearance(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /// The element, once it is there and shown.
  WebElement see(String css) {
    return await(
            css + " is seen",
            _ ->
                driver.findElements(By.cssSelector(css)).stream().anyMatch(WebElement::isDisplayed))
        .findElement(By.cssSelector(css));
  }

  /// The elements there are now.
  List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  /// Waits until the element's text has these words.
  void see(String css, String words) {
    await(
        "«" + words + "» in " + css,
        _ -> all(css).stream().anyMatch(each -> each.getText().contains(words)));
  }

  void gone(String css) {
    await(css + " is gone", _ -> all(css).isEmpty());
  }

  void click(String css) {
    await(
        "clicked " + css,
        _ -> {
          driver.findElement(By.cssSelector(css)).click();
          return true;
        });
  }

  /// Scrolls to the last message of a stream.
  void toEnd() {
    see(".feed .row");
    script("document.querySelector('tl-rows.feed').toEnd()");
  }

  void type(String css, CharSequence... keys) {
    see(css).sendKeys(keys);
  }

  ChromeDriver await(String what, Predicate<ChromeDriver> condition) {
    return await(what, PATIENCE, condition);
  }

  ChromeDriver await(String what, Duration patience, Predicate<ChromeDriver> condition) {
    new WebDriverWait(driver, patience, Duration.ofMillis(100))
        .withMessage(what)
        .ignoreAll(
            List.of(
                StaleElementReferenceException.class,
                org.openqa.selenium.NoSuchElementException.class,
                org.openqa.selenium.ElementNotInteractableException.class))
        .until(_ -> condition.test(driver));
    return driver;
  }

  Object script(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /// Runs a script that calls its last argument back, and gives what it calls back with.
  Object later(String script, Object... arguments) {
    driver.manage().timeouts().scriptTimeout(PATIENCE);
    return driver.executeAsyncScript(script, arguments);
  }

  String title() {
    return String.valueOf(driver.getTitle());
  }

  String address() {
    return String.valueOf(driver.getCurrentUrl());
  }

  /// Keeps a picture of what is on screen, for people to look at.
  void screenshot(String name) {
    try {
      Files.createDirectories(SCREENSHOTS);
      Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Fails for anything axe-core finds.
  void isAccessible() {
    script(AXE);
    var violations =
        (List<?>)
            later(
                """
                const done = arguments[0];
                axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
                  done(violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`))));
                """);
    assertThat(violations).isEmpty();
  }

  private static String axe() {
    try (var in = Browser.class.getResourceAsStream("/axe.min.js")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Errors in the browser's log since the last look, but for those of a server that was away.
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
        .map(entry -> entry.getMessage())
        .filter(message ->
            !message.contains("ERR_CONNECTION") && !message.contains("WebSocket connection to"))
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
