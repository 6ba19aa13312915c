package taskloom.engine;

import taskloom.task.Task;

/// The answer to a submission, given after its commit.
///
/// @param task the stored task; for a repeated idempotency key the first one, as it is now
/// @param repeated whether it is an earlier submission's task
public record Submission(Task task, boolean repeated) {}
