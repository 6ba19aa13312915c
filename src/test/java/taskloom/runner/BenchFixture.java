package taskloom.runner;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A bench of its own for each test.
abstract class BenchFixture {
  @TempDir Path folder;

  Bench bench;

  @BeforeEach
  void setUp() throws IOException {
    bench = new Bench(folder);
  }

  @AfterEach
  void tearDown() throws IOException {
    bench.close();
    bench.workspaces.delete(bench.workspace.taskId());
  }

  /// Runs a cell in an interpreter of its own.
  CellResult run(String code) throws Exception {
    try (var python = bench.open()) {
      return python.execute(code, CellListener.NONE);
    }
  }
}
