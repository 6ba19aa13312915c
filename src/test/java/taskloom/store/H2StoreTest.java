package taskloom.store;

import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;
import taskloom.task.TaskStore;

class H2StoreTest extends TaskStoreContract {
  @TempDir Path directory;

  @Override
  TaskStore openEmpty() {
    return H2Store.open(directory, Clock.systemUTC());
  }
}
