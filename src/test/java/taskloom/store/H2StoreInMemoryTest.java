package taskloom.store;

import java.time.Clock;
import taskloom.task.TaskStore;

class H2StoreInMemoryTest extends TaskStoreContract {
  @Override
  TaskStore openEmpty() {
    return H2Store.inMemory(Clock.systemUTC());
  }
}
