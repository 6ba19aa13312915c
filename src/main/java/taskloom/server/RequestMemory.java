package taskloom.server;

import org.jspecify.annotations.Nullable;
import taskloom.task.Refusal;

/// What one HTTP request holds of the heap while it is read and answered, within the [MemoryBudget]
/// of its owner, or of its peer as long as no owner is known. For the request's own thread.
public final class RequestMemory implements AutoCloseable {
  /// The request the thread is at; what reads bodies and sends answers finds it here.
  private static final ScopedValue<RequestMemory> CURRENT = ScopedValue.newInstance();

  private final MemoryBudget budget;
  private String owner;
  private MemoryBudget.@Nullable Lease lease;

  /// @param peer as whom to count it at first
  RequestMemory(MemoryBudget budget, String peer) {
    this.budget = budget;
    this.owner = peer;
  }

  /// Does `work` as part of this request.
  void during(Runnable work) {
    ScopedValue.where(CURRENT, this).run(work);
  }

  /// The current request is this owner's: what it holds from here on is counted as theirs.
  static void belongsTo(String owner) {
    if (CURRENT.isBound() && CURRENT.get().lease == null) {
      CURRENT.get().owner = owner;
    }
  }

  /// The current request holds so many bytes more, until it is answered.
  ///
  /// @throws Refusal `UNAVAILABLE`
  public static void hold(long bytes) {
    if (CURRENT.isBound()) {
      CURRENT.get().add(bytes);
    }
  }

  private void add(long bytes) {
    var held = lease;
    if (held == null) {
      held = budget.open(owner);
      lease = held;
    }
    held.add(bytes);
  }

  @Override
  public void close() {
    if (lease != null) {
      lease.close();
    }
  }
}
