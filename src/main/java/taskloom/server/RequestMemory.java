package taskloom.server;

import org.jspecify.annotations.Nullable;
import taskloom.task.Refusal;

/// What one HTTP request holds while it is read and answered: of the heap, within the
/// [MemoryBudget] of its owner, or of its peer as long as no owner is known; and one of its owner's
/// places. For the request's own thread.
public final class RequestMemory implements AutoCloseable {
  /// The request the thread is at; what reads bodies and sends answers finds it here.
  private static final ScopedValue<RequestMemory> CURRENT = ScopedValue.newInstance();

  private final MemoryBudget budget;
  private final OwnerPlaces places;
  private String owner;
  private OwnerPlaces.@Nullable Place place;
  private MemoryBudget.@Nullable Lease lease;

  /// @param peer as whom to count it at first
  RequestMemory(MemoryBudget budget, OwnerPlaces places, String peer) {
    this.budget = budget;
    this.places = places;
    this.owner = peer;
  }

  /// Does `work` as part of this request.
  void during(Runnable work) {
    ScopedValue.where(CURRENT, this).run(work);
  }

  /// The current request is this owner's: what it holds from here on is counted as theirs.
  ///
  /// @throws Refusal `UNAVAILABLE`, when the owner has too many under way
  static void belongsTo(String owner) {
    if (CURRENT.isBound()) {
      CURRENT.get().own(owner);
    }
  }

  private void own(String known) {
    if (place == null) {
      place = places.take(known);
    }
    if (lease == null) {
      owner = known;
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
    if (place != null) {
      place.close();
    }
    if (lease != null) {
      lease.close();
    }
  }
}
