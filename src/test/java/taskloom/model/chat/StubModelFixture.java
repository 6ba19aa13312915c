package taskloom.model.chat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/// A model API of its own for each test, none of which takes longer than 20 s.
@Timeout(20)
abstract class StubModelFixture {
  StubModel model;

  @BeforeEach
  void start() throws IOException {
    model = StubModel.start();
  }

  @AfterEach
  void stop() {
    model.close();
  }
}
