package taskloom.server;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.webserver.http.ServerRequest;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskloom.engine.Caller;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// Who asks, and whether they may ask at all. The same rules for HTTP and for WebSocket upgrades.
/// Immutable, safe from any thread.
///
/// - With keys every caller is the owner whose key it brings.
/// - Without keys the one owner is [#LOCAL], and only this machine is served, unless opened.
public final class Callers {
  /// The owner of everything where there are no keys.
  public static final String LOCAL = "local";

  private static final String BEARER = "Bearer ";

  private final ApiKeys keys;
  private final Gate gate;

  /// @param apiKeys `TASKLOOM_API_KEYS`, as `alice:key1,bob:key2`; empty for none
  /// @param open `TASKLOOM_OPEN`: without keys, serve beyond this machine too
  /// @param origins `TASKLOOM_ORIGINS`: origins of pages that may use this server
  /// @throws IllegalArgumentException for a setting that does not read, in a sentence for the
  ///   operator
  public Callers(String apiKeys, boolean open, List<String> origins) {
    try {
      this.keys = ApiKeys.parse(apiKeys);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("TASKLOOM_API_KEYS: " + e.getMessage(), e);
    }
    try {
      this.gate = new Gate(keys.isEmpty() && !open, origins);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("TASKLOOM_ORIGINS: " + e.getMessage(), e);
    }
  }

  /// Whether callers have to bring a key.
  public boolean needKeys() {
    return !keys.isEmpty();
  }

  /// How many owners there may be.
  public int owners() {
    return keys.isEmpty() ? 1 : keys.owners();
  }

  /// The owner a token stands for: [#LOCAL] where there are no keys, empty for a wrong or missing
  /// one.
  public Optional<String> ownerOf(@Nullable String token) {
    return keys.isEmpty() ? Optional.of(LOCAL) : keys.ownerOf(token);
  }

  /// The caller of an HTTP request, by its `Authorization: Bearer`.
  ///
  /// @throws Refusal `UNAUTHORIZED`
  public Caller of(ServerRequest request) {
    return new Caller(owner(bearer(request.headers())), null);
  }

  /// The owner of a WebSocket upgrade, by its `Authorization: Bearer` or, since browsers cannot set
  /// that, by `access_token` from its URL.
  ///
  /// @throws Refusal `UNAUTHORIZED`
  public String ofUpgrade(Headers headers, @Nullable String accessToken) {
    var bearer = bearer(headers);
    return owner(bearer != null ? bearer : accessToken);
  }

  /// Refuses a peer that is not served at all.
  ///
  /// @throws Refusal `UNAUTHORIZED`
  public void admitPeer(SocketAddress peer) {
    gate.admitPeer(peer);
  }

  /// Refuses a request under a foreign `Host`, and one from a foreign `Origin` if it `changes`
  /// something; a WebSocket upgrade always does.
  ///
  /// @throws Refusal `FORBIDDEN_ORIGIN`
  public void admit(Headers headers, boolean changes) {
    gate.admitHost(headers);
    if (changes) {
      gate.admitOrigin(headers);
    }
  }

  /// The request's origin when its pages may read the answer (CORS).
  Optional<String> sharedWith(Headers headers) {
    return gate.listedOrigin(headers);
  }

  private String owner(@Nullable String token) {
    return ownerOf(token)
        .orElseThrow(() ->
            new Refusal(
                ErrorCode.UNAUTHORIZED,
                token == null
                    ? "Send your API key as 'Authorization: Bearer KEY'"
                    : "This API key is not known here"));
  }

  private static @Nullable String bearer(Headers headers) {
    return headers
        .first(HeaderNames.AUTHORIZATION)
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> value.substring(BEARER.length()).strip())
        .orElse(null);
  }
}
