package taskloom.agents;

/// Where works of the literature are looked up.
public interface Library {
  /// Looks works up; blocks the calling virtual thread. Safe from many threads.
  ///
  /// @throws InterruptedException when the task is cancelled
  SearchResult search(String query) throws InterruptedException;
}
