package taskloom.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The one JSON configuration: strict where it reads (duplicate keys, trailing text, depth and
/// number length are errors), ready-made readers and writers so that nothing is looked up per
/// message. Immutable, safe from any thread.
public final class Json {
  /// How deep what a client sends may nest.
  public static final int MAX_DEPTH = 100;

  /// How much deeper what is kept of it may nest: it is put into messages, checkpoints and
  /// documents, and read again from there.
  private static final int WRAPPED = 100;

  private static final ObjectMapper MAPPER = mapper(MAX_DEPTH);
  private static final ObjectReader TREE = MAPPER.readerFor(JsonNode.class);
  private static final ObjectReader TRUSTED = mapper(MAX_DEPTH + WRAPPED).readerFor(JsonNode.class);
  private static final ObjectWriter WRITER = MAPPER.writer();

  private Json() {}

  private static ObjectMapper mapper(int depth) {
    return JsonMapper.builder(
            JsonFactory.builder()
                .recyclerPool(new JsonBuffers())
                // Bytes are UTF-8, as the protocols have it, whatever they begin with.
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxNestingDepth(depth)
                        .maxNumberLength(100)
                        .maxNameLength(1_000)
                        .build())
                .build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        // An event is stored as given: 1.50 stays 1.50.
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .build();
  }

  /// The mapper itself, for trees and for readers of a shape of one's own; do not reconfigure it.
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /// Parses a JSON text that came from outside.
  ///
  /// @throws JsonProcessingException when it is not one JSON value within the bounds
  public static JsonNode parse(String text) throws JsonProcessingException {
    return TREE.readTree(text);
  }

  /// Parses a JSON text that came from outside, `length` bytes of valid UTF-8.
  ///
  /// @throws JsonProcessingException when it is not one JSON value within the bounds
  public static JsonNode parse(byte[] utf8, int offset, int length) throws JsonProcessingException {
    try {
      return TREE.readTree(utf8, offset, length);
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  /// Reads JSON that this server wrote, around what came from outside.
  public static JsonNode trusted(byte[] json) {
    try {
      return TRUSTED.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException("stored JSON does not parse", e);
    }
  }

  /// A value as JSON in UTF-8.
  public static byte[] bytes(Object value) {
    try {
      return WRITER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A value as JSON text.
  public static String text(Object value) {
    try {
      return WRITER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
