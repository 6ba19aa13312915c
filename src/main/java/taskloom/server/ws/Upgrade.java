package taskloom.server.ws;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An admitted WebSocket upgrade.
///
/// @param owner whose API key it came with
/// @param path the decoded path, as `/task/20250117-153000-a1b2c3d4`
/// @param query its parameters, decoded, the first of each name
public record Upgrade(String owner, String path, Query query) {
  /// Parameters of the address.
  @FunctionalInterface
  public interface Query {
    /// The parameter's value, or null.
    @Nullable String get(String name);
  }

  /// The cursor in `after`: empty when there is none.
  ///
  /// @throws NumberFormatException when it is no cursor: digits that fit a `long`
  public Optional<Long> after() {
    var after = query.get("after");
    if (after == null) {
      return Optional.empty();
    }
    var cursor = Long.parseLong(after);
    if (cursor < 0) {
      throw new NumberFormatException("negative");
    }
    return Optional.of(cursor);
  }
}
