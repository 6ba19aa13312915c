package taskloom.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Client ids that vouch for themselves, so that none has to be stored: a UUID of version 4 (RFC
/// 9562) with 74 random bits, whose last group (48 bits) is an HMAC-SHA256 of the others and of the
/// owner, under a key of this installation. An id issued before a restart is known again; a made-up
/// one, or another owner's, is not. Safe from any thread.
public final class ClientIds {
  private static final long MAC_BITS = 0xFFFF_FFFF_FFFFL;
  private static final Pattern FORM =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

  private final Supplier<Seal> seal;
  private final SecureRandom random = new SecureRandom();

  /// @param seal of this installation, asked for with the first id
  public ClientIds(Supplier<Seal> seal) {
    this.seal = seal;
  }

  /// A new id for a client of this owner.
  public String issue(String owner) {
    var high = (random.nextLong() & ~0xF000L) | 0x4000L;
    var low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return sealed(high, low, owner).toString();
  }

  /// `clientId` in its canonical form if this installation issued it to this owner.
  public Optional<String> known(@Nullable String clientId, String owner) {
    if (clientId == null) {
      return Optional.empty();
    }
    var canonical = clientId.toLowerCase(Locale.ROOT);
    if (!FORM.matcher(canonical).matches()) {
      return Optional.empty();
    }
    var id = UUID.fromString(canonical);
    var expected = sealed(id.getMostSignificantBits(), id.getLeastSignificantBits(), owner);
    return expected.equals(id) ? Optional.of(canonical) : Optional.empty();
  }

  private UUID sealed(long high, long low, String owner) {
    var open = low & ~MAC_BITS;
    var id = ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(open).array();
    var sealed = seal.get().of(id, owner.getBytes(StandardCharsets.UTF_8));
    return new UUID(high, open | (ByteBuffer.wrap(sealed).getLong() & MAC_BITS));
  }
}
