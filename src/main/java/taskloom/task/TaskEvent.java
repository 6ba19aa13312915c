package taskloom.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A stored message about a task.
///
/// @param seq 1, 2, 3, … within the task, without a gap
/// @param clientId the client it is an update for, or null
/// @param clientSeq 1, 2, 3, … within that client, without a gap; 0 when it is no update for a
///   client
/// @param payload the message as a JSON object in UTF-8, without `seq` and `id`
public record TaskEvent(
    String taskId,
    long seq,
    @Nullable String clientId,
    long clientSeq,
    String type,
    byte[] payload,
    Instant at) {}
