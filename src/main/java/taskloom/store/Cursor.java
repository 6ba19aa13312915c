package taskloom.store;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.Base64;
import java.util.zip.CRC32C;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// The last task of a page, by what lists are ordered by. Opaque to clients; the check sum tells a
/// cursor of ours from a mistyped one, it keeps no secret.
///
/// @param createdAt microseconds since the epoch
/// @param found how many tasks the first page of a text search has found, below 0 without one
record Cursor(long createdAt, long num, long found) {
  private static final int BODY = Long.BYTES * 3;

  /// Before the newest task.
  static final Cursor START = new Cursor(Long.MAX_VALUE, Long.MAX_VALUE);

  /// After nothing, from the oldest task on.
  static final Cursor BEGINNING = new Cursor(Long.MIN_VALUE, Long.MIN_VALUE);

  Cursor(long createdAt, long num) {
    this(createdAt, num, -1);
  }

  /// The place in a row of `created_at` and `num`.
  static Cursor read(Columns row) throws SQLException {
    return new Cursor(row.number(1), row.number(2));
  }

  /// The same place in a search that has found so many.
  Cursor after(long found) {
    return new Cursor(createdAt, num, found);
  }

  String text() {
    var bytes = ByteBuffer.allocate(BODY + Integer.BYTES);
    bytes.putLong(createdAt).putLong(num).putLong(found);
    bytes.putInt(checkSum(bytes.array()));
    return Base64.getUrlEncoder().encodeToString(bytes.array());
  }

  /// @throws Refusal `INVALID_REQUEST` for a text that [#text] did not make
  static Cursor of(String text) {
    try {
      var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (bytes.remaining() == BODY + Integer.BYTES
          && bytes.getInt(BODY) == checkSum(bytes.array())) {
        return new Cursor(bytes.getLong(), bytes.getLong(), bytes.getLong());
      }
    } catch (IllegalArgumentException _) {
      // Not even base64.
    }
    throw new Refusal(
        ErrorCode.INVALID_REQUEST,
        "The cursor is not one this server gave out; start again without it.");
  }

  private static int checkSum(byte[] bytes) {
    var sum = new CRC32C();
    sum.update(bytes, 0, BODY);
    return (int) sum.getValue();
  }
}
