package taskloom.engine;

import org.jspecify.annotations.Nullable;
import taskloom.task.Task;

/// Who asks. Over `/ws` a caller is a client and sees that client's tasks only; over HTTP it has no
/// client id and sees all of its owner's.
///
/// @param owner the name beside the API key, or `local` where there are no keys
/// @param clientId the PulseWeave client, or null over HTTP
public record Caller(String owner, @Nullable String clientId) {
  /// Whether this caller may see `task`; if not, it must look unknown to it.
  public boolean sees(Task task) {
    return owner.equals(task.owner()) && (clientId == null || clientId.equals(task.clientId()));
  }
}
