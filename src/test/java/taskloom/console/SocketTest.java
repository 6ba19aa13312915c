package taskloom.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Chromium's own WebSocket, which sends a long message compressed and in several frames.
class SocketTest extends ConsoleFixture {
  @Test
  void theLongestChineseTextCompletes() {
    browser.open("");
    var result =
        browser.later(
            """
            const done = arguments[arguments.length - 1];
            const text = Array.from({ length: 32768 }, (_, i) => String.fromCharCode(0x4e00 + (i * 7919) % 20000)).join('');
            const socket = new WebSocket(`ws://${location.host}/ws`);
            const types = [];
            socket.onmessage = ({ data }) => {
              const message = JSON.parse(data);
              types.push(message.status ?? message.type);
              if (message.type === 'connection_established') {
                socket.send(JSON.stringify({ type: 'submit_task', data: { text } }));
              } else if (message.status === 'completed' || message.type === 'error') {
                socket.close(1000);
              }
            };
            socket.onclose = ({ code }) => done(`${types} ${code}`);
            """);

    assertThat(result).isEqualTo("connection_established,pending,processing,completed 1000");
  }
}
