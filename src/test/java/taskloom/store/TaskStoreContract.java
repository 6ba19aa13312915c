package taskloom.store;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import taskloom.task.TaskStore;

/// What every [TaskStore] does, topic by topic. A store's own test extends this and opens an empty
/// one.
abstract class TaskStoreContract
    implements LifecycleContract,
        AttemptsContract,
        EditsAndDeletionsContract,
        SecondSubmissionsContract,
        EventsContract,
        ListsContract,
        PagesContract,
        BoundsContract,
        RandomListsContract,
        WholeStoreContract {
  private TaskStore store;

  /// A new, empty store.
  abstract TaskStore openEmpty();

  @BeforeEach
  void open() {
    store = openEmpty();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  public final TaskStore store() {
    return store;
  }
}
