package taskloom.server.ws;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// `permessage-deflate` (RFC 7692) as agreed on for one connection. Neither side keeps its window
/// from one message to the next: memory is held only while a message is worked on, and no message
/// tells anything about another by its length. Immutable, safe from any thread.
///
/// What is sent compressed are long messages only: of one's own tasks, with no key in them that
/// somebody else's text beside it could be used to guess.
///
/// @param maxBytes the longest message that is compressed: one that fits into the window asked for,
///   since the deflater of the JDK has no smaller window than the largest
/// @param answer the value of `Sec-WebSocket-Extensions`
record Deflation(int maxBytes, String answer) {
  private static final String NAME = "permessage-deflate";
  private static final String NO_CONTEXT =
      NAME + "; server_no_context_takeover; client_no_context_takeover";

  /// Below this there is little to be won.
  private static final int MIN_BYTES = 4 << 10;

  private static final int LARGEST_WINDOW = 15;

  /// What comes after the last byte of a message and is left out (7.2.1).
  private static final int TAIL = 4;

  /// Agrees to the first offer that can be met; empty when there is none. Offers with parameters
  /// that are unknown, repeated or wrong are declined (7.1).
  ///
  /// @param values of the headers `Sec-WebSocket-Extensions`
  static Optional<Deflation> negotiate(List<String> values) {
    for (var value : values) {
      for (var offer : value.split(",", -1)) {
        var agreed = agree(offer);
        if (agreed != null) {
          return Optional.of(agreed);
        }
      }
    }
    return Optional.empty();
  }

  /// The frame, compressed if that makes it shorter.
  Frame deflated(Frame frame) {
    var payload = frame.payload();
    if (!frame.isText() || payload.length < MIN_BYTES || payload.length > maxBytes) {
      return frame;
    }
    var deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(payload);
      var out = new byte[payload.length];
      var length = 0;
      while (length < out.length) {
        var more = deflater.deflate(out, length, out.length - length, Deflater.SYNC_FLUSH);
        if (more == 0) {
          return frame.compressed(Arrays.copyOf(out, length - TAIL));
        }
        length += more;
      }
      return frame;
    } finally {
      deflater.end();
    }
  }

  private static @Nullable Deflation agree(String offer) {
    var parts = offer.split(";", -1);
    if (!parts[0].strip().equalsIgnoreCase(NAME)) {
      return null;
    }
    Map<String, String> parameters = new HashMap<>();
    for (var i = 1; i < parts.length; i++) {
      var pair = parts[i].split("=", 2);
      var value = pair.length == 2 ? unquoted(pair[1].strip()) : "";
      if ((pair.length == 2 && value.isEmpty()) || parameters.put(pair[0].strip(), value) != null) {
        return null;
      }
    }
    for (var parameter : parameters.entrySet()) {
      var value = parameter.getValue();
      var valid =
          switch (parameter.getKey()) {
            case "server_no_context_takeover", "client_no_context_takeover" -> value.isEmpty();
            case "server_max_window_bits" -> isWindow(value);
            case "client_max_window_bits" -> value.isEmpty() || isWindow(value);
            default -> false;
          };
      if (!valid) {
        return null;
      }
    }
    var window = parameters.get("server_max_window_bits");
    if (window == null) {
      return new Deflation(Integer.MAX_VALUE, NO_CONTEXT);
    }
    var bits = Integer.parseInt(window);
    return new Deflation(
        bits == LARGEST_WINDOW ? Integer.MAX_VALUE : 1 << bits,
        NO_CONTEXT + "; server_max_window_bits=" + bits);
  }

  /// 8 to 15, without leading zeros.
  private static boolean isWindow(String value) {
    return switch (value) {
      case "8", "9", "10", "11", "12", "13", "14", "15" -> true;
      default -> false;
    };
  }

  private static String unquoted(String value) {
    return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }
}
