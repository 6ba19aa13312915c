package taskloom.server.ws;

/// Why a session is closed (RFC 6455, section 7.4.1).
public final class CloseCodes {
  /// There is nothing more to tell.
  public static final int NORMAL = 1000;

  /// The server stops.
  public static final int GOING_AWAY = 1001;

  /// What came breaks the protocol.
  static final int PROTOCOL_ERROR = 1002;

  /// The peer's close frame had no code; never sent.
  static final int NO_CODE = 1005;

  /// The connection ended without a close frame; never sent.
  static final int ABNORMAL = 1006;

  /// A text is no UTF-8, or compressed data does not inflate.
  static final int INVALID_DATA = 1007;

  /// The address names nothing this caller may see, or the peer stays silent.
  public static final int POLICY_VIOLATION = 1008;

  /// A message is too long even to be passed over.
  static final int TOO_BIG = 1009;

  /// The server failed.
  public static final int INTERNAL_ERROR = 1011;

  /// The peer reads too slowly; it can come again with its cursor.
  public static final int TRY_AGAIN_LATER = 1013;

  private CloseCodes() {}

  /// Whether a peer may send it: those of the RFC and of its registry, and those free for libraries
  /// and applications (7.4.2).
  static boolean maySend(int code) {
    return switch (code) {
      case 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014 -> true;
      default -> code >= 3000 && code <= 4999;
    };
  }
}
