package taskloom.server.ws;

/// Why a session is closed (RFC 6455, section 7.4.1).
public final class CloseCodes {
  /// There is nothing more to tell.
  public static final int NORMAL = 1000;

  /// The server stops.
  public static final int GOING_AWAY = 1001;

  /// The address names nothing this caller may see.
  public static final int POLICY_VIOLATION = 1008;

  /// The server failed.
  public static final int INTERNAL_ERROR = 1011;

  /// The peer reads too slowly; it can come again with its cursor.
  public static final int TRY_AGAIN_LATER = 1013;

  private CloseCodes() {}
}
