package taskloom.wire;

import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.RecyclerPool;
import java.io.Serial;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The buffers of parsers and generators, kept for the next one: as many as work at once on some
/// processors, whatever the number of threads. Jackson's own pools keep 16 KiB for each thread, or
/// are queues, which cost as much as parsing a short message. Safe from any thread.
final class JsonBuffers implements RecyclerPool<BufferRecycler> {
  @Serial private static final long serialVersionUID = 1;

  /// A power of two.
  private static final int PLACES = 8;

  /// How many places are looked at before doing without.
  private static final int TRIES = 4;

  private final AtomicReferenceArray<@Nullable BufferRecycler> places =
      new AtomicReferenceArray<>(PLACES);

  @Override
  public BufferRecycler acquirePooled() {
    var first = first();
    for (var i = 0; i < TRIES; i++) {
      var kept = places.getAndSet((first + i) & (PLACES - 1), null);
      if (kept != null) {
        return kept;
      }
    }
    return new BufferRecycler();
  }

  @Override
  public void releasePooled(BufferRecycler buffers) {
    var first = first();
    for (var i = 0; i < TRIES; i++) {
      if (places.compareAndSet((first + i) & (PLACES - 1), null, buffers)) {
        return;
      }
    }
  }

  /// Spreads the threads over the places.
  private static int first() {
    return (int) Thread.currentThread().threadId();
  }
}
