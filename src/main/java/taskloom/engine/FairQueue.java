package taskloom.engine;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// First in, first out within a lane, and turn by turn between lanes: first between owners, then
/// between one owner's clients. So nobody's first task waits behind somebody else's ten thousand.
/// Unbounded in itself: admission bounds it. Safe from any thread.
final class FairQueue<T> {
  /// Lanes in turn order: the first is next, and goes to the back after its turn.
  private static final class Turns<L> {
    private final LinkedHashMap<String, L> lanes = new LinkedHashMap<>();
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Turns<Turns<ArrayDeque<T>>> owners = new Turns<>();
  private int size;

  /// Adds `item` at the end of its lane.
  void add(String owner, String client, T item) {
    lock.lock();
    try {
      owners
          .lanes
          .computeIfAbsent(owner, _ -> new Turns<>())
          .lanes
          .computeIfAbsent(client, _ -> new ArrayDeque<>())
          .add(item);
      size++;
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Takes the item whose turn it is, waiting for one.
  T take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      T item;
      while ((item = poll()) == null) {
        filled.await();
      }
      return item;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is an item to take.
  void awaitItem() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (size == 0) {
        filled.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /// How many items wait.
  int size() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable T poll() {
    var owner = owners.lanes.pollFirstEntry();
    if (owner == null) {
      return null;
    }
    var clients = owner.getValue().lanes;
    var client = clients.pollFirstEntry();
    var lane = client.getValue();
    var item = lane.remove();
    size--;
    if (!lane.isEmpty()) {
      clients.putLast(client.getKey(), lane);
    }
    if (!clients.isEmpty()) {
      owners.lanes.putLast(owner.getKey(), owner.getValue());
    }
    return item;
  }
}
