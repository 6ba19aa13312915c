package taskloom.server.ws;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static taskloom.server.ws.Exchange.binary;
import static taskloom.server.ws.Exchange.close;
import static taskloom.server.ws.Exchange.fragments;
import static taskloom.server.ws.Exchange.frame;
import static taskloom.server.ws.Exchange.hex;
import static taskloom.server.ws.Exchange.ping;
import static taskloom.server.ws.Exchange.reserved;
import static taskloom.server.ws.Exchange.text;
import static taskloom.testing.RawSocket.BINARY;
import static taskloom.testing.RawSocket.CLOSE;
import static taskloom.testing.RawSocket.CONTINUATION;
import static taskloom.testing.RawSocket.PING;
import static taskloom.testing.RawSocket.PONG;
import static taskloom.testing.RawSocket.TEXT;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import taskloom.testing.RawSocket;

/// The cases of Autobahn's categories 1 to 7, 9 and 10, by its numbers, and some it does not have,
/// against a socket that echoes.
class ConformanceTest {
  private static final String GREEK = "κόσμε";

  /// All at once, some at a time, since a failed connection takes its moment; told one by one.
  @TestFactory
  Stream<DynamicTest> answersAsRfc6455Says() {
    var results = new ArrayList<DynamicTest>();
    try (var echo = Echo.patient();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var places = new Semaphore(48);
      for (var exchange : all()) {
        var got =
            threads.submit(() -> {
              places.acquire();
              try (var socket = RawSocket.open(echo.port(), "/echo")) {
                return exchange.on(socket);
              } finally {
                places.release();
              }
            });
        results.add(
            DynamicTest.dynamicTest(
                exchange.name(), () -> assertThat(got.get()).isEqualTo(exchange.expected())));
      }
    }
    return results.stream();
  }

  private static List<Exchange> all() {
    return Stream.of(
            sizes(), pings(), reservedBits(), opcodes(), fragmentation(), utf8(), closing(), more())
        .flatMap(List::stream)
        .toList();
  }

  /// 1, 9, 10: messages of any length, in any pieces.
  private static List<Exchange> sizes() {
    var cases = new ArrayList<Exchange>();
    for (var size : List.of(0, 125, 126, 127, 128, 65_535, 65_536)) {
      cases.add(echoed("1.1 text of " + size, text(stars(size)), 0));
      cases.add(echoed("1.2 binary of " + size, binary(stars(size)), 0));
    }
    cases.add(echoed("1.1.8 text in pieces", text(stars(65_536)), 997));
    cases.add(echoed("1.2.8 binary in pieces", binary(stars(65_536)), 997));
    for (var size : List.of(1 << 16, 1 << 18, 1 << 20)) {
      cases.add(echoed("9.1 text of " + size, text(stars(size)), 0));
      cases.add(echoed("9.2 binary of " + size, binary(stars(size)), 0));
    }
    for (var size : List.of(4 << 20, 8 << 20, 16 << 20)) {
      cases.add(Exchange.of("9.1 text of " + size).sends(text(stars(size))).isClosed(1009));
      cases.add(Exchange.of("9.2 binary of " + size).sends(binary(stars(size))).isClosed(1009));
    }
    for (var size : List.of(64, 256, 1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18)) {
      var message = stars(1 << 18);
      cases.add(
          Exchange.of("9.3 text in fragments of " + size)
              .sends(fragments(TEXT, message, size))
              .inPiecesOf(0)
              .gets("text " + Exchange.shown(message))
              .closes());
      cases.add(
          Exchange.of("9.4 binary in fragments of " + size)
              .sends(fragments(BINARY, message, size))
              .inPiecesOf(0)
              .gets("binary " + Exchange.shown(message))
              .closes());
    }
    for (var size : List.of(64, 128, 256, 512, 1_024, 2_048)) {
      cases.add(echoed("9.5 text in pieces of " + size, text(stars(1 << 16)), size));
      cases.add(echoed("9.6 binary in pieces of " + size, binary(stars(1 << 16)), size));
    }
    for (var size : List.of(0, 16, 64, 256, 1_024, 4_096)) {
      cases.add(many("9.7 a thousand texts of " + size, text(stars(size)), "text ", size));
      cases.add(many("9.8 a thousand binaries of " + size, binary(stars(size)), "binary ", size));
    }
    cases.add(
        Exchange.of("10.1.1 text in fragments of 1300")
            .sends(fragments(TEXT, stars(65_536), 1_300))
            .gets("text " + Exchange.shown(stars(65_536)))
            .closes());
    return cases;
  }

  private static List<Exchange> pings() {
    var full = "p".repeat(125);
    var ten = Exchange.of("2.10 ten pings");
    for (var i = 0; i < 10; i++) {
      ten = ten.sends(ping("payload-" + i)).gets("pong " + shown("payload-" + i));
    }
    return List.of(
        Exchange.of("2.1 without payload").sends(ping("")).gets("pong ").closes(),
        Exchange.of("2.2 with text").sends(ping("Hello")).gets("pong " + shown("Hello")).closes(),
        Exchange.of("2.3 with bytes")
            .sends(RawSocket.bytes(true, 0, PING, hex("00fffefdfcfb00ff")))
            .gets("pong 00fffefdfcfb00ff")
            .closes(),
        Exchange.of("2.4 of 125").sends(ping(full)).gets("pong " + shown(full)).closes(),
        Exchange.of("2.5 of 126").sends(ping("p".repeat(126))).isClosed(1002),
        Exchange.of("2.6 of 125, byte by byte")
            .sends(ping(full))
            .inPiecesOf(1)
            .gets("pong " + shown(full))
            .closes(),
        Exchange.of("2.7 a pong nobody asked for").sends(frame(true, PONG, "")).closes(),
        Exchange.of("2.8 one with payload").sends(frame(true, PONG, "x")).closes(),
        Exchange.of("2.9 one and a ping")
            .sends(frame(true, PONG, "x"), ping("y"))
            .gets("pong " + shown("y"))
            .closes(),
        ten.closes(),
        new Exchange("2.11 ten pings, byte by byte", ten.sent(), ten.expected())
            .inPiecesOf(1)
            .closes());
  }

  private static List<Exchange> reservedBits() {
    return List.of(
        Exchange.of("3.1 RSV1").sends(reserved(4, TEXT, "x")).isClosed(1002),
        Exchange.of("3.2 RSV2 after a text")
            .sends(text("a"), reserved(2, TEXT, "x"), ping(""))
            .gets("text 61")
            .isClosed(1002),
        Exchange.of("3.3 RSV3 after a text, all at once")
            .sends(text("a"), reserved(1, TEXT, "x"), ping(""))
            .inPiecesOf(0)
            .gets("text 61")
            .isClosed(1002),
        Exchange.of("3.4 all, byte by byte")
            .sends(text("a"), reserved(7, TEXT, "x"), ping(""))
            .inPiecesOf(1)
            .gets("text 61")
            .isClosed(1002),
        Exchange.of("3.5 in a binary").sends(reserved(5, BINARY, "x")).isClosed(1002),
        Exchange.of("3.6 in a ping").sends(reserved(6, PING, "x")).isClosed(1002),
        Exchange.of("3.7 in a close").sends(reserved(7, CLOSE, "")).isClosed(1002));
  }

  private static List<Exchange> opcodes() {
    var cases = new ArrayList<Exchange>();
    for (var opcode : List.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15)) {
      cases.add(Exchange.of("4 opcode " + opcode).sends(frame(true, opcode, "")).isClosed(1002));
      cases.add(
          Exchange.of("4 opcode %d between others".formatted(opcode))
              .sends(text("a"), frame(true, opcode, "payload"), ping(""))
              .gets("text 61")
              .isClosed(1002));
      cases.add(
          Exchange.of("4 opcode %d between others, byte by byte".formatted(opcode))
              .sends(text("a"), frame(true, opcode, "payload"), ping(""))
              .inPiecesOf(1)
              .gets("text 61")
              .isClosed(1002));
    }
    return cases;
  }

  private static List<Exchange> fragmentation() {
    var cases = new ArrayList<Exchange>();
    // As they come, all at once, byte by byte.
    for (var size : List.of(-1, 0, 1)) {
      for (var exchange : fragmentationInOnePace()) {
        cases.add(
            size < 0
                ? exchange
                : new Exchange(
                        "%s, %s".formatted(exchange.name(), size == 0 ? "at once" : "bytewise"),
                        exchange.sent(),
                        exchange.expected())
                    .inPiecesOf(size));
      }
    }
    return cases;
  }

  private static List<Exchange> fragmentationInOnePace() {
    var first = frame(false, TEXT, "a");
    var last = frame(true, CONTINUATION, "b");
    return List.of(
        Exchange.of("5.1 a ping in fragments").sends(frame(false, PING, "a"), last).isClosed(1002),
        Exchange.of("5.2 a pong in fragments").sends(frame(false, PONG, "a"), last).isClosed(1002),
        Exchange.of("5.3-5 a text in fragments").sends(first, last).gets("text 6162").closes(),
        Exchange.of("5.6-8 with a ping between")
            .sends(first, ping("p"), last)
            .gets("pong 70", "text 6162")
            .closes(),
        Exchange.of("5.9-11 a continuation of nothing")
            .sends(frame(true, CONTINUATION, "a"), text("b"))
            .isClosed(1002),
        Exchange.of("5.12-14 one that is not the last")
            .sends(frame(false, CONTINUATION, "a"), text("b"))
            .isClosed(1002),
        Exchange.of("5.15 one after a message")
            .sends(first, last, frame(false, CONTINUATION, "c"), text("d"))
            .gets("text 6162")
            .isClosed(1002),
        Exchange.of("5.16 again and again, not the last")
            .sends(frame(false, CONTINUATION, "a"), first, last)
            .isClosed(1002),
        Exchange.of("5.17 again and again")
            .sends(frame(true, CONTINUATION, "a"), first, last)
            .isClosed(1002),
        Exchange.of("5.18 a text inside of a text")
            .sends(first, frame(true, TEXT, "b"))
            .isClosed(1002),
        Exchange.of("5.18 a binary inside of a text")
            .sends(first, frame(false, BINARY, "b"))
            .isClosed(1002),
        Exchange.of("5.19-20 five fragments with pings between")
            .sends(
                first,
                frame(false, CONTINUATION, "b"),
                ping("1"),
                frame(false, CONTINUATION, "c"),
                frame(false, CONTINUATION, ""),
                ping("2"),
                frame(true, CONTINUATION, "e"))
            .gets("pong 31", "pong 32", "text 61626365")
            .closes());
  }

  private static List<Exchange> utf8() {
    var cases = new ArrayList<Exchange>();
    cases.add(echoed("6.1.1 empty", text(""), 0));
    cases.add(
        Exchange.of("6.1.2 of empty fragments")
            .sends(
                frame(false, TEXT, ""),
                frame(false, CONTINUATION, ""),
                frame(true, CONTINUATION, ""))
            .gets("text ")
            .closes());
    cases.add(
        Exchange.of("6.1.3 of empty fragments but one")
            .sends(
                frame(false, TEXT, ""),
                frame(false, CONTINUATION, "x"),
                frame(true, CONTINUATION, ""))
            .gets("text 78")
            .closes());
    var valid = ("Hello-µ@ßöäüàá-UTF-8!!" + GREEK + "行😀\uFFFD").getBytes(UTF_8);
    for (var size = 1; size <= 7; size++) {
      cases.add(
          Exchange.of("6.2 in fragments of " + size)
              .sends(fragments(TEXT, valid, size))
              .gets("text " + Exchange.shown(valid))
              .closes());
    }
    var broken = hex("cebae1bdb9cf83cebcceb5eda080656469746564");
    cases.add(Exchange.of("6.3.1 broken").sends(text(broken)).isClosed(1007));
    cases.add(
        Exchange.of("6.3.2 broken, in fragments of 1")
            .sends(fragments(TEXT, broken, 1))
            .isClosed(1007));
    cases.add(
        Exchange.of("6.4.1 at once in an unfinished message")
            .sends(RawSocket.bytes(false, 0, TEXT, hex("cebaf4908080")))
            .isClosed(1007));
    cases.add(
        Exchange.of("6.4.2 at the byte that breaks it")
            .sends(RawSocket.bytes(false, 0, TEXT, hex("cebaf4")))
            .sends(RawSocket.bytes(false, 0, CONTINUATION, hex("90")))
            .isClosed(1007));
    var unfinished = text(hex("cebaf4908080656469746564"));
    cases.add(
        Exchange.of("6.4.3-4 at once in an unfinished frame")
            .sends(Arrays.copyOf(unfinished, 6 + 4))
            .isClosed(1007));
    var greek = hex("cebae1bdb9cf83cebcceb5");
    for (var length = 1; length <= greek.length; length++) {
      var prefix = Arrays.copyOf(greek, length);
      cases.add(sound("6.6", prefix, List.of(2, 5, 7, 9, 11).contains(length)));
    }
    for (var digits :
        List.of(
            "68656c6c6f24",
            "68656c6c6fc2a2",
            "68656c6c6fe282ac",
            "68656c6c6ff0a4ada277",
            "00",
            "c280",
            "e0a080",
            "f0908080",
            "7f",
            "dfbf",
            "efbfbf",
            "f48fbfbf",
            "ed9fbf",
            "ee8080",
            "efbfbd",
            "efbfbe",
            "efbfb9",
            "efbfba",
            "efbfbb",
            "efbfbc",
            "f09fbfbe",
            "f09fbfbf",
            "f0afbfbe",
            "f0bfbfbf",
            "f18fbfbe",
            "f19fbfbf",
            "f1afbfbe",
            "f1bfbfbf",
            "f28fbfbe",
            "f29fbfbf",
            "f2afbfbe",
            "f2bfbfbf",
            "f38fbfbe",
            "f39fbfbf",
            "f3afbfbe",
            "f3bfbfbf",
            "f48fbfbe")) {
      cases.add(sound("6.5-23 valid", hex(digits), true));
    }
    for (var digits :
        List.of(
            "f888808080",
            "fc8480808080",
            "f7bfbfbf",
            "fbbfbfbfbf",
            "fdbfbfbfbfbf",
            "f4908080",
            "80",
            "bf",
            "80bf",
            "80bf80",
            "80bf80bf",
            "80bf80bf80",
            "80bf80bf80bf",
            "c020c120",
            "e020e120",
            "f020f120",
            "f820f920",
            "fc20fd20",
            "c0",
            "e080",
            "f08080",
            "f8808080",
            "fc80808080",
            "df",
            "efbf",
            "f7bfbf",
            "fbbfbfbf",
            "fdbfbfbfbf",
            "c0e080f08080f8808080",
            "fe",
            "ff",
            "fefeffff",
            "c0af",
            "e080af",
            "f08080af",
            "f8808080af",
            "fc80808080af",
            "c1bf",
            "e09fbf",
            "f08fbfbf",
            "f887bfbfbf",
            "fc83bfbfbfbf",
            "c080",
            "e08080",
            "f0808080",
            "f880808080",
            "fc8080808080",
            "eda080",
            "edadbf",
            "edae80",
            "edafbf",
            "edb080",
            "edbe80",
            "edbfbf",
            "eda080edb080",
            "eda080edbfbf",
            "edadbfedb080",
            "edadbfedbfbf",
            "edae80edb080",
            "edae80edbfbf",
            "edafbfedb080",
            "edafbfedbfbf")) {
      cases.add(sound("6.8-21 invalid", hex(digits), false));
    }
    return cases;
  }

  private static List<Exchange> closing() {
    var cases = new ArrayList<Exchange>();
    var reason = ("\u0003\u00e8" + "x".repeat(123)).getBytes(ISO_8859_1);
    cases.add(echoed("7.1.1 after a message", text("*"), 0));
    cases.add(Exchange.of("7.1.2 twice").sends(close(1000), close(1000)).gets("close 1000", "end"));
    cases.add(
        Exchange.of("7.1.3 and a ping").sends(close(1000), ping("")).gets("close 1000", "end"));
    cases.add(
        Exchange.of("7.1.4 and a text").sends(close(1000), text("a")).gets("close 1000", "end"));
    cases.add(
        Exchange.of("7.1.5 inside of a message")
            .sends(frame(false, TEXT, "a"), close(1000), frame(true, CONTINUATION, "b"))
            .gets("close 1000", "end"));
    cases.add(
        Exchange.of("7.1.6 right behind a long one")
            .sends(text(stars(1 << 18)), close(1000), ping(""))
            .gets("text " + Exchange.shown(stars(1 << 18)), "close 1000", "end"));
    cases.add(Exchange.of("7.3.1 nothing").sends(close(hex(""))).gets("close 1000", "end"));
    cases.add(Exchange.of("7.3.2 one byte").sends(close(hex("03"))).isClosed(1002));
    cases.add(Exchange.of("7.3.3 a code").sends(close(1000)).gets("close 1000", "end"));
    cases.add(
        Exchange.of("7.3.4 a reason").sends(close(hex("03e86f6b"))).gets("close 1000", "end"));
    cases.add(Exchange.of("7.3.5 a long one").sends(close(reason)).gets("close 1000", "end"));
    cases.add(
        Exchange.of("7.3.6 too long a one")
            .sends(close(Arrays.copyOf(reason, 126)))
            .isClosed(1002));
    cases.add(
        Exchange.of("7.5.1 one that is no UTF-8")
            .sends(close(hex("03e8cebaeda080656469746564")))
            .isClosed(1007));
    cases.add(
        Exchange.of("7.5 one that breaks off").sends(close(hex("03e8cebae1"))).isClosed(1007));
    for (var code :
        List.of(
            1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999,
            4000, 4999)) {
      cases.add(Exchange.of("7.7 code " + code).sends(close(code)).gets("close " + code, "end"));
    }
    for (var code : List.of(0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535)) {
      cases.add(Exchange.of("7.9-13 code " + code).sends(close(code)).isClosed(1002));
    }
    return cases;
  }

  /// What Autobahn does not try.
  private static List<Exchange> more() {
    var chinese = "明早七点去机场😀".repeat(3_700).getBytes(UTF_8);
    var cases = new ArrayList<Exchange>();
    for (var size : List.of(16_384, 65_536 - 14, 131_072 - 14, 100)) {
      cases.add(
          Exchange.of("characters split over fragments of " + size)
              .sends(fragments(TEXT, chinese, size))
              .gets("text " + Exchange.shown(chinese))
              .closes());
    }
    cases.add(Exchange.of("no mask").sends(hex("810161")).isClosed(1002));
    cases.add(Exchange.of("a ping without a mask").sends(hex("8900")).isClosed(1002));
    cases.add(
        Exchange.of("a length with its highest bit")
            .sends(hex("81ff80000000000000010000000000"))
            .isClosed(1002));
    cases.add(
        Exchange.of("a length of 1 GiB").sends(hex("81ff000000004000000000000000")).isClosed(1009));
    cases.add(Exchange.of("5 in two bytes").sends(hex("81fe000500000000")).isClosed(1002));
    cases.add(
        Exchange.of("5 in eight bytes").sends(hex("81ff000000000000000500000000")).isClosed(1002));
    cases.add(
        Exchange.of("fragments without end")
            .sends(fragments(BINARY, stars(5 << 20), 1 << 19))
            .isClosed(1009));
    cases.add(Exchange.of("a ping of 126 that has not come").sends(hex("89fe007e")).isClosed(1002));
    return cases;
  }

  private static Exchange echoed(String name, byte[] frame, int piece) {
    var length = frame[1] & 0x7F;
    var head = 6 + (length == 127 ? 8 : length == 126 ? 2 : 0);
    var kind = (frame[0] & 0x0F) == TEXT ? "text " : "binary ";
    return Exchange.of(name)
        .sends(frame)
        .inPiecesOf(piece)
        .gets(kind + Exchange.shown(stars(frame.length - head)))
        .closes();
  }

  private static Exchange many(String name, byte[] frame, String kind, int size) {
    var answers = new String[1_000];
    Arrays.fill(answers, kind + Exchange.shown(stars(size)));
    var sent = new byte[1_000][];
    Arrays.fill(sent, frame);
    return Exchange.of(name).sends(sent).inPiecesOf(0).gets(answers).closes();
  }

  private static Exchange sound(String name, byte[] payload, boolean valid) {
    var exchange =
        Exchange.of("%s %s".formatted(name, HexFormat.of().formatHex(payload)))
            .sends(text(payload));
    return valid
        ? exchange.gets("text " + Exchange.shown(payload)).closes()
        : exchange.isClosed(1007);
  }

  private static String shown(String payload) {
    return Exchange.shown(payload.getBytes(UTF_8));
  }

  private static byte[] stars(int size) {
    return "*".repeat(size).getBytes(US_ASCII);
  }
}
