package taskloom.agents.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import taskloom.agents.FailureType;
import taskloom.agents.ModelingFailure;
import taskloom.model.chat.JsonInWords;

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
    if (content.isBlank()) {
      throw new Unfit("Your answer was empty.");
    }
    var object = JsonInWords.find(content);
    if (object != null) {
      return object;
    }
    throw new Unfit("Your answer was not one complete JSON object.");
  }
}
