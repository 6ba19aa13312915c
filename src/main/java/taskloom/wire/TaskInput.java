package taskloom.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What a reasoning task is about: a text, or a whole event (PulseWeave, "Client → server").
/// Already validated.
public sealed interface TaskInput {
  /// The longest text or transcript, in UTF-16 units.
  int MAX_TEXT = 32_768;

  /// The words to analyse: the text, or the event's transcript.
  String words();

  /// A plain text.
  record Text(String text) implements TaskInput {
    @Override
    public String words() {
      return text;
    }
  }

  /// An event: `event_id` and `transcript`, and whatever else came with them, stored as given and
  /// handed to the model.
  record Event(String eventId, String transcript, ObjectNode whole) implements TaskInput {
    @Override
    public String words() {
      return transcript;
    }

    /// `speakers` as given, or a missing node.
    public JsonNode speakers() {
      return whole.path("speakers");
    }
  }
}
