package taskloom.server;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is made when it is first asked for, so that starting does not wait for it. One caller makes
/// it, others wait; a failure is that call's alone and the next one tries again. Safe from any
/// thread.
public final class Lazy<T> implements Supplier<T> {
  private final Supplier<T> maker;
  private volatile @Nullable T made;

  /// @param maker may block and throw; is called until it once returns
  public Lazy(Supplier<T> maker) {
    this.maker = maker;
  }

  @Override
  public T get() {
    var value = made;
    return value == null ? make() : value;
  }

  private synchronized T make() {
    var value = made;
    if (value == null) {
      value = maker.get();
      made = value;
    }
    return value;
  }
}
