package taskloom.agents.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import taskloom.agents.FailureType;
import taskloom.agents.ModelingFailure;
import taskloom.wire.Json;

/// Answers that have to be one JSON object of a given shape. What is not is told back to the model
/// a few times; then it is a failure.
final class JsonAnswers {
  private static final int ATTEMPTS = 4;

  private JsonAnswers() {}

  /// Reads the shape; [Unfit] says to the model what is wrong.
  @FunctionalInterface
  interface Reader<T> {
    T read(ObjectNode answer) throws Unfit, ModelingFailure;
  }

  /// Why an answer cannot be used.
  static final class Unfit extends Exception {
    private static final long serialVersionUID = 1L;
    private final String complaint;

    Unfit(String complaint) {
      super(complaint, null, false, false);
      this.complaint = complaint;
    }
  }

  /// The first answer that fits.
  ///
  /// @throws ModelingFailure [FailureType#UNUSABLE_ANSWER] when none of several does
  static <T> T ask(Conversation conversation, Reader<T> reader)
      throws ModelingFailure, InterruptedException {
    var complaint = "";
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      var reply = conversation.askForJson();
      try {
        return reader.read(object(reply.content()));
      } catch (Unfit unfit) {
        complaint = unfit.complaint;
        conversation.say(complaint + " Answer again with the whole JSON object and nothing else.");
      }
    }
    throw new ModelingFailure(
        FailureType.UNUSABLE_ANSWER, conversation.words().unusableAnswers(ATTEMPTS), complaint);
  }

  private static ObjectNode object(String content) throws Unfit {
    var text = content.strip();
    if (text.isEmpty()) {
      throw new Unfit("Your answer was empty.");
    }
    int fence = text.indexOf("```");
    int end = text.lastIndexOf("```");
    if (fence >= 0 && end > fence) {
      var fenced = text.substring(fence + 3, end).strip();
      text = fenced.startsWith("json") ? fenced.substring(4).strip() : fenced;
    }
    if (!text.startsWith("{") && text.contains("{") && text.contains("}")) {
      text = text.substring(text.indexOf('{'), text.lastIndexOf('}') + 1);
    }
    try {
      if (Json.parse(text) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException _) {
      // Told below.
    }
    throw new Unfit("Your answer was not one complete JSON object.");
  }
}
