package taskloom.server.ws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import taskloom.testing.RawSocket;

/// `permessage-deflate` (RFC 7692): Autobahn's categories 12 and 13, what is agreed on, and what a
/// hostile client may send.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompressionTest {
  private static final String OFFER = "permessage-deflate";
  private static final String AGREED =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
  private static final int RSV1 = 4;
  private static final int MAX_DEFLATED = 1 << 20;

  private final Echo echo = Echo.patient();

  @AfterAll
  void stop() {
    await().untilAsserted(() -> assertThat(echo.sessions().count()).isZero());
    assertThat(echo.memory().used()).isZero();
    echo.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "permessage-deflate | " + AGREED,
        "permessage-deflate; client_max_window_bits | " + AGREED,
        "permessage-deflate; client_max_window_bits=9 | " + AGREED,
        "permessage-deflate; client_no_context_takeover; server_no_context_takeover | " + AGREED,
        "Permessage-Deflate;client_max_window_bits=\"15\" | " + AGREED,
        "permessage-deflate; server_max_window_bits=15 | " + AGREED + "; server_max_window_bits=15",
        "permessage-deflate; server_max_window_bits=9 | " + AGREED + "; server_max_window_bits=9",
        "permessage-deflate; server_max_window_bits=8 | " + AGREED + "; server_max_window_bits=8",
        "permessage-deflate; server_max_window_bits=7 | -",
        "permessage-deflate; server_max_window_bits=16 | -",
        "permessage-deflate; server_max_window_bits=09 | -",
        "permessage-deflate; server_max_window_bits | -",
        "permessage-deflate; server_max_window_bits= | -",
        "permessage-deflate; client_max_window_bits=0 | -",
        "permessage-deflate; server_no_context_takeover=1 | -",
        "permessage-deflate; client_no_context_takeover; client_no_context_takeover | -",
        "permessage-deflate; window=15 | -",
        "permessage-bzip2 | -",
        "x-webkit-deflate-frame | -",
        "permessage-bzip2, permessage-deflate | " + AGREED,
        "permessage-deflate; window=15, permessage-deflate | " + AGREED,
        "permessage-deflate; server_max_window_bits=7, permessage-deflate | " + AGREED,
      })
  void agreesToWhatItCanMeet(String offer, @Nullable String answer) throws IOException {
    try (var socket = offering(offer)) {
      assertThat(socket.header("Sec-WebSocket-Extensions")).isEqualTo(answer == null ? "" : answer);
    }
  }

  /// 12 and 13: texts and bytes that compress well or not at all, in frames of any size, under any
  /// agreement.
  static Stream<Arguments> messages() {
    var offers =
        List.of(
            OFFER,
            OFFER + "; server_no_context_takeover; client_no_context_takeover",
            OFFER + "; server_max_window_bits=9; client_max_window_bits=9",
            OFFER + "; server_max_window_bits=15; client_max_window_bits=15");
    return offers.stream()
        .flatMap(offer ->
            Stream.of(16, 64, 256, 1_024, 4_096, 8_192, 32_768, 131_072, 1 << 20)
                .flatMap(size ->
                    Stream.of(0, 256, 4_096).map(frame -> Arguments.of(offer, size, frame))));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void echoesWhatComesCompressed(String offer, int size, int frame) throws Exception {
    var seed = System.nanoTime();
    System.out.printf("CompressionTest: seed %d%n", seed);
    var random = new Random(seed);
    var noise = new byte[size];
    random.nextBytes(noise);
    var whole = "明早七点去机场，记得身份证和充电宝".repeat(size / 51 + 1).getBytes(UTF_8);
    try (var socket = offering(offer)) {
      for (var i = 0; i < 3; i++) {
        socket.write(deflated(RawSocket.BINARY, noise, frame));
        assertThat(message(socket.next())).isEqualTo(noise);
        if (whole.length <= FrameReader.MAX_MESSAGE) {
          socket.write(deflated(RawSocket.TEXT, whole, frame));
          assertThat(message(socket.next())).isEqualTo(whole);
        }
      }
      socket.write(Exchange.text("plain"));
      assertThat(Exchange.shown(socket.next()))
          .isEqualTo("text " + Exchange.shown("plain".getBytes(UTF_8)));
    }
  }

  @Test
  void sendsCompressedWhatGetsShorterByIt() throws Exception {
    var text = "行李".repeat(5_000).getBytes(UTF_8);
    try (var socket = offering(OFFER)) {
      socket.write(Exchange.text(text));
      var frame = socket.next();
      assertThat(frame.reserved()).isEqualTo(RSV1);
      assertThat(frame.payload().length).isLessThan(text.length / 10);
      assertThat(message(frame)).isEqualTo(text);

      socket.write(Exchange.text("short"));
      assertThat(socket.next().reserved()).isZero();
    }
    try (var socket = offering(OFFER + "; server_max_window_bits=10")) {
      socket.write(Exchange.text(text));
      assertThat(socket.next().reserved()).isZero();
    }
    try (var socket = RawSocket.open(echo.port(), "/echo")) {
      socket.write(Exchange.text(text));
      assertThat(socket.next().reserved()).isZero();
    }
  }

  /// The examples of RFC 7692, 7.2.3.
  @ParameterizedTest
  @CsvSource({
    "one block,              f248cdc9c90700",
    "no compression,         000500faff48656c6c6f00",
    "the last block,         f348cdc9c9070000",
    "two blocks,             f248050000 00ffffcac9c90700",
  })
  void inflatesEveryKindOfBlock(String name, String payload) throws Exception {
    try (var socket = offering(OFFER)) {
      socket.write(
          RawSocket.bytes(true, RSV1, RawSocket.TEXT, Exchange.hex(payload.replace(" ", ""))));

      assertThat(socket.next().text()).as(name).isEqualTo("Hello");
    }
  }

  @Test
  void takesACompressedMessageInFragmentsWithAPingBetween() throws Exception {
    try (var socket = offering(OFFER)) {
      var payload = Exchange.hex("f248cdc9c90700");
      socket.write(RawSocket.bytes(false, RSV1, RawSocket.TEXT, Arrays.copyOf(payload, 3)));
      socket.write(Exchange.ping("p"));
      socket.write(
          RawSocket.bytes(true, 0, RawSocket.CONTINUATION, Arrays.copyOfRange(payload, 3, 7)));

      assertThat(socket.next().opcode()).isEqualTo(RawSocket.PONG);
      assertThat(socket.next().text()).isEqualTo("Hello");
    }
  }

  @Test
  void takesAnEmptyCompressedMessage() throws Exception {
    try (var socket = offering(OFFER)) {
      socket.write(RawSocket.bytes(true, RSV1, RawSocket.TEXT, new byte[] {0}));
      assertThat(socket.next().text()).isEmpty();
    }
  }

  static Stream<Arguments> broken() throws IOException {
    var invalid = deflate(new byte[] {'a', (byte) 0xFF});
    var half = Arrays.copyOf("机".getBytes(UTF_8), 2);
    return Stream.of(
        Arguments.of(
            "a compressed ping", 1002, RawSocket.bytes(true, RSV1, RawSocket.PING, new byte[1])),
        Arguments.of(
            "a compressed continuation",
            1002,
            joined(
                RawSocket.bytes(false, RSV1, RawSocket.TEXT, new byte[] {0}),
                RawSocket.bytes(true, RSV1, RawSocket.CONTINUATION, new byte[] {0}))),
        Arguments.of(
            "another reserved bit", 1002, RawSocket.bytes(true, 6, RawSocket.TEXT, new byte[1])),
        Arguments.of(
            "no deflate", 1007, RawSocket.bytes(true, RSV1, RawSocket.TEXT, Exchange.hex("ffff"))),
        Arguments.of("no UTF-8", 1007, RawSocket.bytes(true, RSV1, RawSocket.TEXT, invalid)),
        Arguments.of(
            "UTF-8 that breaks off",
            1007,
            RawSocket.bytes(true, RSV1, RawSocket.TEXT, deflate(half))),
        Arguments.of(
            "no UTF-8 in a message that goes on",
            1007,
            RawSocket.bytes(false, RSV1, RawSocket.TEXT, invalid)),
        Arguments.of(
            "a bomb",
            1009,
            RawSocket.bytes(true, RSV1, RawSocket.TEXT, deflate(new byte[256 << 20]))),
        Arguments.of(
            "a bomb in a message that goes on",
            1009,
            RawSocket.bytes(false, RSV1, RawSocket.BINARY, deflate(new byte[256 << 20]))));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void closesForWhatIsBroken(String what, int code, byte[] bytes) throws Exception {
    try (var socket = offering(OFFER)) {
      socket.write(bytes);

      assertThat(socket.next().closeCode()).as(what).isEqualTo(code);
      assertThat(echo.memory().used()).isLessThanOrEqualTo(FrameReader.MAX_MESSAGE);
    }
  }

  /// Jetty's client and Tornado's go on from message to message, whatever the answer says.
  @Test
  void readsAClientThatKeepsItsContext() throws Exception {
    var texts = new ArrayList<String>();
    var chinese = "明早七点去机场，记得身份证和充电宝";
    for (var i = 0; i < 12; i++) {
      texts.add("{\"type\":\"ping\",\"request_id\":\"%d\"}".formatted(i));
      texts.add(chinese.repeat(i % 3 == 0 ? 2_000 : 20) + i);
    }
    var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try (var socket = offering(OFFER)) {
      for (var text : texts) {
        deflater.setInput(text.getBytes(UTF_8));
        var out = new byte[MAX_DEFLATED];
        var length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        socket.write(
            withReserved(Exchange.fragments(RawSocket.TEXT, Arrays.copyOf(out, length - 4), 700)));
        assertThat(new String(message(socket.next()), UTF_8)).isEqualTo(text);
      }
    } finally {
      deflater.end();
    }
  }

  /// Whoever does as told costs nothing between messages.
  @Test
  void keepsNothingOfAClientThatBeginsAnew() throws Exception {
    try (var socket = offering(OFFER)) {
      for (var i = 0; i < 5; i++) {
        var text = ("{\"type\":\"ping\",\"request_id\":\"" + i + "\"}").getBytes(UTF_8);
        socket.write(deflated(RawSocket.TEXT, text, 0));
        assertThat(message(socket.next())).isEqualTo(text);
      }
      await().untilAsserted(() -> assertThat(echo.memory().used()).isZero());
    }
  }

  @Test
  void closesForCompressionNobodyAgreedTo() throws Exception {
    try (var socket = RawSocket.open(echo.port(), "/echo")) {
      socket.write(RawSocket.bytes(true, RSV1, RawSocket.TEXT, new byte[] {0}));

      assertThat(socket.next().closeCode()).isEqualTo(1002);
    }
  }

  private RawSocket offering(String offer) throws IOException {
    return RawSocket.openWith(echo.port(), "/echo", "Sec-WebSocket-Extensions: " + offer);
  }

  private static byte[] deflated(int opcode, byte[] message, int frame) throws IOException {
    return withReserved(
        Exchange.fragments(opcode, deflate(message), frame == 0 ? MAX_DEFLATED * 2 : frame));
  }

  /// RSV1 of the first; the mask is of the payload only.
  private static byte[] withReserved(byte[][] fragments) throws IOException {
    fragments[0][0] |= RSV1 << 4;
    return joined(fragments);
  }

  private static byte[] joined(byte[]... parts) throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (var part : parts) {
      bytes.write(part);
    }
    return bytes.toByteArray();
  }

  private static byte[] deflate(byte[] message) throws IOException {
    var deflater = new Deflater(6, true);
    try {
      deflater.setInput(message);
      var out = new ByteArrayOutputStream();
      var piece = new byte[64 << 10];
      for (var n = 1; n > 0; ) {
        n = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
        out.write(piece, 0, n);
      }
      return Arrays.copyOf(out.toByteArray(), out.size() - 4);
    } finally {
      deflater.end();
    }
  }

  private static byte[] message(RawSocket.Received frame) throws DataFormatException {
    if (frame.reserved() == 0) {
      return frame.payload();
    }
    assertThat(frame.reserved()).isEqualTo(RSV1);
    var inflater = new Inflater(true);
    try {
      var tail = Arrays.copyOf(frame.payload(), frame.payload().length + 4);
      tail[tail.length - 1] = (byte) 0xFF;
      tail[tail.length - 2] = (byte) 0xFF;
      inflater.setInput(tail);
      var out = new byte[2 << 20];
      return Arrays.copyOf(out, inflater.inflate(out));
    } finally {
      inflater.end();
    }
  }
}
