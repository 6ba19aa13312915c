package taskloom.console;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import taskloom.ConsoleServer;

/// One server and one browser for the tests of a class; each test begins in a new tab's state, with
/// an empty history where it deletes it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConsoleFixture {
  ConsoleServer server;
  Browser browser;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = new ConsoleServer(folder.resolve("data"), settings());
    browser = new Browser(server.address(), folder.resolve("profile"));
  }

  @BeforeEach
  void fresh() {
    browser.sizeOfWindow();
    browser.appearance("light");
    browser.forget();
  }

  @AfterEach
  void nothingWasComplainedOf() {
    var complaints = browser.complaints();
    if (!complaints.isEmpty() && !expectsComplaints()) {
      throw new AssertionError("the browser complains: " + complaints);
    }
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      browser.close();
    }
    server.close();
  }

  /// Of the server.
  Map<String, String> settings() {
    return Map.of();
  }

  /// Whether refused requests belong to these tests.
  boolean expectsComplaints() {
    return false;
  }
}
