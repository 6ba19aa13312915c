package taskloom.task;

import java.time.Instant;

/// A message about a task before it is stored. The store gives it its `seq`.
///
/// @param type the message's `type` on the wire
/// @param payload the message as a JSON object in UTF-8, without `seq` and `id`
/// @param pushed whether it is also an update for the task's client, counted by that client's own
///   `seq`
public record EventDraft(String type, byte[] payload, Instant at, boolean pushed) {}
