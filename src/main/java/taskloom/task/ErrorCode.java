package taskloom.task;

import java.util.Locale;

/// Every error a client can be told of, with its HTTP status. The word (`task_not_found`) is
/// stable; the message beside it is for people.
public enum ErrorCode {
  INVALID_JSON(400),
  INVALID_UTF8(400),
  UNKNOWN_TYPE(400),
  INVALID_REQUEST(400),
  VALIDATION(422),
  UNSUPPORTED_MEDIA_TYPE(415),
  UNAUTHORIZED(401),
  FORBIDDEN_ORIGIN(403),
  TASK_NOT_FOUND(404),
  NOT_FOUND(404),
  METHOD_NOT_ALLOWED(405),
  TASK_NOT_CANCELLABLE(409),
  IDEMPOTENCY_CONFLICT(409),
  PAYLOAD_TOO_LARGE(413),
  UPGRADE_REQUIRED(426),
  RATE_LIMITED(429),
  QUEUE_FULL(503),
  UNAVAILABLE(503),
  STORAGE_FULL(507),
  QUOTA_EXCEEDED(507),
  INTERNAL(500);

  private final String word = name().toLowerCase(Locale.ROOT);
  private final int httpStatus;

  ErrorCode(int httpStatus) {
    this.httpStatus = httpStatus;
  }

  /// The stable machine word on the wire.
  public String word() {
    return word;
  }

  /// The HTTP status an HTTP route answers with.
  public int httpStatus() {
    return httpStatus;
  }
}
