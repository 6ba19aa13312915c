package taskloom.server.ws;

/// What a peer sent breaks the protocol; the connection is failed with a code and a reason (RFC
/// 6455, section 7.1.7).
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;
  private final String reason;

  /// @param reason for people; at most 123 bytes
  Violation(int code, String reason) {
    super(reason, null, false, false);
    this.code = code;
    this.reason = reason;
  }

  int code() {
    return code;
  }

  String reason() {
    return reason;
  }
}
