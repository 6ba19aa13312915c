package taskloom.server.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {
  /// RFC 6455, section 5.2: three forms of the length.
  @ParameterizedTest
  @CsvSource({
    "0,      8100",
    "125,    817d",
    "126,    817e007e",
    "65535,  817effff",
    "65536,  817f0000000000010000",
  })
  void writesTheShortestHead(int payload, String head) {
    var frame = Frame.text(new byte[payload]);
    var bytes = ByteBuffer.allocate(frame.length());
    frame.writeTo(bytes);

    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(HexFormat.of().formatHex(Arrays.copyOf(bytes.array(), head.length() / 2)))
        .isEqualTo(head);
  }
}
