package taskloom.model.chat;

/// A model that answers chat completions.
public interface ChatClient {
  /// Asks the model and waits for the whole answer. Safe from many threads.
  ///
  /// @throws ChatFailure when there is no answer, after whatever retrying could help
  /// @throws InterruptedException when the caller is interrupted; the call upstream is ended before
  ///   this is thrown
  ChatReply chat(ChatRequest request) throws ChatFailure, InterruptedException;
}
