package taskloom.store;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// The store cannot be opened. The message is one line for the person who starts the server and
/// says what to do; it names no path but the data directory's own name.
public final class StoreOpeningException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  StoreOpeningException(String message) {
    super(message);
  }

  StoreOpeningException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
