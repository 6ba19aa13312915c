package taskloom.server;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// Who may knock at all, whatever key they bring: which peers, under which `Host`, from which
/// `Origin`. Immutable.
///
/// Where there are no keys and no opt-out, only this machine is served, and only under this
/// machine's names: a page that binds its own name to 127.0.0.1 (DNS rebinding) is a foreign host.
/// In every mode a page of another origin may change nothing, unless it is on the list.
final class Gate {
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");
  private final boolean loopbackOnly;
  private final Set<String> origins;
  private final Set<String> originHosts;

  /// @param origins such as `https://app.example.org`, which may use this server from a browser
  /// @throws IllegalArgumentException for one that is not an origin
  Gate(boolean loopbackOnly, List<String> origins) {
    this.loopbackOnly = loopbackOnly;
    this.origins = new TreeSet<>();
    this.originHosts = new TreeSet<>();
    for (var origin : origins) {
      var authority = authority(origin);
      if (authority == null) {
        throw new IllegalArgumentException(
            "'%s' is not an origin such as https://app.example.org".formatted(origin));
      }
      this.origins.add(origin.toLowerCase(Locale.ROOT));
      this.originHosts.add(hostOf(authority));
    }
  }

  /// Refuses a peer beyond this machine where only this machine is served.
  void admitPeer(SocketAddress peer) {
    if (loopbackOnly
        && peer instanceof InetSocketAddress address
        && (address.getAddress() == null || !address.getAddress().isLoopbackAddress())) {
      throw new Refusal(
          ErrorCode.UNAUTHORIZED,
          "Without API keys only this machine is served: set TASKLOOM_API_KEYS, or"
              + " TASKLOOM_OPEN=true to serve everyone");
    }
  }

  /// Refuses a foreign `Host` where only this machine is served.
  void admitHost(Headers headers) {
    if (!loopbackOnly) {
      return;
    }
    var host = headers.first(HeaderNames.HOST).map(Gate::hostOf);
    if (host.isPresent() && !isThisMachine(host.get()) && !originHosts.contains(host.get())) {
      throw new Refusal(
          ErrorCode.FORBIDDEN_ORIGIN,
          "Without API keys this server answers as localhost only: use that name, or set"
              + " TASKLOOM_API_KEYS");
    }
  }

  /// Refuses a browser's request from another origin that is not on the list. For what changes
  /// something, and for WebSocket upgrades.
  void admitOrigin(Headers headers) {
    var origin = headers.first(HeaderNames.ORIGIN);
    if (origin.isEmpty() || isListed(origin.get()) || isOwn(origin.get(), headers)) {
      return;
    }
    throw new Refusal(
        ErrorCode.FORBIDDEN_ORIGIN,
        "Pages of this origin may not use this server: add it to TASKLOOM_ORIGINS");
  }

  /// The request's origin when it is on the list, so that the answer may be shown to its page.
  Optional<String> listedOrigin(Headers headers) {
    return headers.first(HeaderNames.ORIGIN).filter(this::isListed);
  }

  private boolean isListed(String origin) {
    return origins.contains(origin.toLowerCase(Locale.ROOT));
  }

  /// Same host and port as the request itself. The scheme is left out: a proxy may end TLS.
  private static boolean isOwn(String origin, Headers headers) {
    var authority = authority(origin);
    return authority != null
        && headers.first(HeaderNames.HOST).filter(authority::equalsIgnoreCase).isPresent();
  }

  private static @Nullable String authority(String origin) {
    try {
      var uri = URI.create(origin);
      var bare = uri.getRawPath() == null || uri.getRawPath().isEmpty();
      return bare && uri.getScheme() != null ? uri.getRawAuthority() : null;
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  /// The host of `host:port`, in lower case, an IPv6 address with its brackets.
  private static String hostOf(String authority) {
    int colon = authority.lastIndexOf(':');
    var host = colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    return host.toLowerCase(Locale.ROOT);
  }

  private static boolean isThisMachine(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.equals("[::1]")
        || LOOPBACK.matcher(host).matches();
  }
}
