package taskloom.bench;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;

/// A bare Helidon echo listener: the floor that Taskloom's sockets are held against.
final class EchoServer {
  private EchoServer() {}

  public static void main(String[] args) {
    var server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
            .addRouting(WsRouting.builder().endpoint("/ws", Echo::new))
            .build()
            .start();
    System.out.println("Taskloom listens on http://127.0.0.1:" + server.port());
  }

  private static final class Echo implements WsListener {
    @Override
    public void onMessage(WsSession session, String text, boolean last) {
      session.send(text, last);
    }
  }
}
