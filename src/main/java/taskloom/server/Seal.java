package taskloom.server;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import taskloom.task.TaskStore;

/// HMAC-SHA256 (RFC 2104) under a key of this installation. Safe from any thread.
public final class Seal {
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /// @param key at least 32 bytes
  public Seal(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /// With the key this store keeps under that name; made the first time.
  public static Seal of(TaskStore store, String name) {
    return new Seal(
        store.secret(
            name,
            () -> {
              var fresh = new byte[32];
              new SecureRandom().nextBytes(fresh);
              return fresh;
            }));
  }

  /// The 32 bytes that nobody without the key can make of these parts, taken as one.
  public byte[] of(byte[]... parts) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
