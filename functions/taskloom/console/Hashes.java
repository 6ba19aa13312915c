package taskloom.console;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/// SHA-256, as entity tags, versions and the Content-Security-Policy write it.
final class Hashes {
  private Hashes() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// A short word for an address or an entity tag.
  static String word(byte[] hash) {
    return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, 12));
  }

  /// A source in a policy (CSP Level 3, "hash-source").
  static String source(byte[] content) {
    return "'sha256-" + Base64.getEncoder().encodeToString(sha256().digest(content)) + "'";
  }
}
