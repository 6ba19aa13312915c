package taskloom.service;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// `GET` without an upgrade at an address of a WebSocket, as from a browser's address bar or from a
/// proxy that passes no upgrades on: says what the address is (426, RFC 9110, 15.5.22).
public final class GetSocket implements Handler {
  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    throw new Refusal(
        ErrorCode.UPGRADE_REQUIRED,
        "This is the address of a WebSocket: connect to it as ws://… or wss://…; a proxy in between"
            + " must pass the headers Upgrade and Connection on");
  }
}
