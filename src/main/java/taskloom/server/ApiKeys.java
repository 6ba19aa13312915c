package taskloom.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The API keys and whose they are, kept as SHA-256 hashes only. Immutable.
final class ApiKeys {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private record Entry(String owner, byte[] hash) {}

  private final List<Entry> entries;

  private ApiKeys(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /// Reads `alice:key1,bob:key2`. A name may come twice, with two keys (so that keys can be
  /// replaced one after the other); a key may not.
  ///
  /// @throws IllegalArgumentException with a sentence that names the pair by its place, never a key
  static ApiKeys parse(String pairs) {
    var entries = new ArrayList<Entry>();
    var parts = pairs.isBlank() ? new String[0] : pairs.split(",", -1);
    for (int i = 0; i < parts.length; i++) {
      var part = parts[i].strip();
      int colon = part.indexOf(':');
      if (colon < 0 || colon == part.length() - 1) {
        throw new IllegalArgumentException("pair %d is not NAME:KEY".formatted(i + 1));
      }
      var owner = part.substring(0, colon);
      if (!NAME.matcher(owner).matches()) {
        throw new IllegalArgumentException(
            "the name of pair %d may have letters, digits, '.', '_' and '-' only".formatted(i + 1));
      }
      var hash = sha256(part.substring(colon + 1));
      if (entries.stream().anyMatch(entry -> MessageDigest.isEqual(entry.hash(), hash))) {
        throw new IllegalArgumentException("the key of pair %d is there twice".formatted(i + 1));
      }
      entries.add(new Entry(owner, hash));
    }
    return new ApiKeys(entries);
  }

  /// How many owners there are.
  int owners() {
    return (int) entries.stream().map(Entry::owner).distinct().count();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /// Whose key `token` is. Takes the same time whichever key it is, or none.
  Optional<String> ownerOf(@Nullable String token) {
    if (token == null) {
      return Optional.empty();
    }
    var hash = sha256(token);
    Optional<String> owner = Optional.empty();
    for (var entry : entries) {
      if (MessageDigest.isEqual(entry.hash(), hash)) {
        owner = Optional.of(entry.owner());
      }
    }
    return owner;
  }

  private static byte[] sha256(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
