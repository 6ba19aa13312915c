package taskloom.server.net;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;

/// Takes back a length that is none. Helidon (4.5.0) says `Content-Length: 0` wherever no body
/// follows: with 204, where none is allowed, with 304 and to `HEAD`, where it would be the length
/// of what `GET` answers (RFC 9110, 8.6).
public final class AnswerHeads implements Http1ConnectionListener {
  @Override
  public void status(ConnectionContext connection, Status status) {
    if (connection instanceof Peer peer
        && (status.code() == Status.NO_CONTENT_204.code()
            || status.code() == Status.NOT_MODIFIED_304.code())) {
      peer.answersHead(true);
    }
  }

  @Override
  public void headers(ConnectionContext connection, Headers headers) {
    if (connection instanceof Peer peer
        && peer.answersHead()
        && headers instanceof WritableHeaders<?> writable
        && writable.contains(HeaderValues.CONTENT_LENGTH_ZERO)) {
      writable.remove(HeaderNames.CONTENT_LENGTH);
    }
  }
}
