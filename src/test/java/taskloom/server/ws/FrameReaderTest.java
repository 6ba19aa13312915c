package taskloom.server.ws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import taskloom.server.MemoryBudget;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.testing.RawSocket;

class FrameReaderTest {
  private final MemoryBudget memory = new MemoryBudget(3 << 20, 100_000);
  private final Heard heard = new Heard();

  @Test
  void reservesNothingForALengthThatWasOnlyAnnounced() {
    try (var frames = reader("ann")) {
      var frame = Exchange.text("x".repeat(FrameReader.MAX_MESSAGE));
      frames.accept(Arrays.copyOf(frame, 5_000), 0, 5_000);

      assertThat(memory.used()).isLessThan(10_000);
    }
    assertThat(memory.used()).isZero();
  }

  @Test
  void passesOverAMessageItsOwnerHasNoMemoryForAndReadsTheNext() {
    try (var first = reader("ann");
        var second = reader("ann");
        var other = reader("bob")) {
      var half = Arrays.copyOf(Exchange.text("x".repeat(120_000)), 60_000);
      for (var reader : List.of(first, second, other)) {
        reader.accept(half.clone(), 0, half.length);
      }
      assertThat(heard.told).containsExactly("unavailable");
      assertThat(memory.used()).isLessThanOrEqualTo(200_000);

      // The rest of the second, which is read to its end without being held.
      var rest = Exchange.text("x".repeat(120_000)).length - half.length;
      second.accept(new byte[rest], 0, rest);
      var next = Exchange.text("a");
      second.accept(next, 0, next.length);
      assertThat(heard.told).containsExactly("unavailable", "text a");
    }
    assertThat(memory.used()).isZero();
  }

  /// Whatever pieces the network makes of it.
  @Test
  void readsTheSameInAnyPieces() {
    var seed = System.nanoTime();
    System.out.printf("FrameReaderTest: seed %d%n", seed);
    var random = new Random(seed);
    for (var run = 0; run < 200; run++) {
      var texts = new ArrayList<String>();
      var frames = new ArrayList<byte[]>();
      for (var i = 0; i < 5; i++) {
        var text = "行a😀µ".repeat(random.nextInt(1, 60));
        texts.add("text " + text);
        frames.addAll(
            List.of(
                Exchange.fragments(RawSocket.TEXT, text.getBytes(UTF_8), random.nextInt(1, 400))));
        frames.add(Exchange.ping("" + i));
        texts.add("ping " + i);
      }
      heard.told.clear();
      try (var reader = reader("ann")) {
        for (var frame : frames) {
          for (var at = 0; at < frame.length; ) {
            var next = Math.min(frame.length, at + random.nextInt(1, 50));
            reader.accept(frame, at, next);
            at = next;
          }
        }
        assertThat(reader.unfinished()).isZero();
      }
      assertThat(heard.told).isEqualTo(texts);
    }
  }

  @Test
  void knowsWhetherAMessageIsUnfinishedAndGetsOn() {
    try (var reader = reader("ann")) {
      assertThat(reader.unfinished()).isZero();
      var part = Exchange.frame(false, RawSocket.TEXT, "a");
      reader.accept(part, 0, 1);
      var begun = reader.unfinished();
      assertThat(begun).isPositive();
      reader.accept(part, 1, part.length);
      var fragment = reader.unfinished();
      assertThat(fragment).isNotEqualTo(begun).isPositive();

      var ping = Exchange.ping("");
      reader.accept(ping, 0, ping.length);
      assertThat(reader.unfinished()).isEqualTo(fragment);

      var last = Exchange.frame(true, RawSocket.CONTINUATION, "b");
      reader.accept(last, 0, last.length);
      assertThat(reader.unfinished()).isZero();
    }
  }

  private FrameReader reader(String owner) {
    return new FrameReader(heard, false, memory, owner);
  }

  private static final class Heard implements FrameReader.Sink {
    private final List<String> told = new ArrayList<>();

    @Override
    public void text(byte[] bytes, int from, int to) {
      told.add("text " + new String(bytes, from, to - from, UTF_8));
    }

    @Override
    public void binary(byte[] bytes, int from, int to) {
      told.add("binary of " + (to - from));
    }

    @Override
    public void ping(byte[] payload) {
      told.add("ping " + new String(payload, UTF_8));
    }

    @Override
    public void closed(int code) {
      told.add("closed " + code);
    }

    @Override
    public void refused(Refusal refusal) {
      assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      told.add(refusal.code().word());
    }
  }
}
