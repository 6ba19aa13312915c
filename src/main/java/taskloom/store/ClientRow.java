package taskloom.store;

/// A client as the committer counts for it.
final class ClientRow {
  final long client;
  final String clientId;
  private long lastSeq;

  ClientRow(long client, String clientId, long lastSeq) {
    this.client = client;
    this.clientId = clientId;
    this.lastSeq = lastSeq;
  }

  long lastSeq() {
    return lastSeq;
  }

  long nextSeq() {
    return ++lastSeq;
  }
}
