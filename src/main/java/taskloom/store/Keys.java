package taskloom.store;

/// Two numbers in one key, so that what belongs together lies together in a table that H2 orders by
/// its one `bigint` key, without a second tree beside it.
final class Keys {
  /// The most events of one task.
  static final long MAX_SEQ = (1L << 20) - 1;

  /// The most updates of one client.
  static final long MAX_CLIENT_SEQ = (1L << 34) - 1;

  private Keys() {}

  static long event(long num, long seq) {
    return num << 20 | seq;
  }

  static long seq(long event) {
    return event & MAX_SEQ;
  }

  static long clientUpdate(long client, long clientSeq) {
    return client << 34 | clientSeq;
  }

  static long clientSeq(long clientUpdate) {
    return clientUpdate & MAX_CLIENT_SEQ;
  }
}
