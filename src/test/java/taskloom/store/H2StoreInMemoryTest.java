package taskloom.store;

import taskloom.task.TaskStore;

class H2StoreInMemoryTest extends TaskStoreContract {
  @Override
  TaskStore openEmpty() {
    return H2Store.inMemory();
  }
}
