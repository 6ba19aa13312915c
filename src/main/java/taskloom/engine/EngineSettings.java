package taskloom.engine;

import java.time.Duration;

/// The engine's bounds.
///
/// @param workers reasoning tasks at work at once (`TASKLOOM_WORKERS`)
/// @param modelingWorkers modeling tasks at work at once (`TASKLOOM_MODELING_WORKERS`)
/// @param queueLimit tasks waiting at once (`TASKLOOM_QUEUE_LIMIT`)
/// @param submitRate submissions a second and owner, 0 for no limit (`TASKLOOM_SUBMIT_RATE`)
/// @param taskTimeout how long one attempt at a reasoning task may take (`TASKLOOM_TASK_TIMEOUT`,
///   seconds)
/// @param modelingTimeout the same for a modeling task (`TASKLOOM_MODELING_TIMEOUT`, seconds)
/// @param maxAttempts how often work on a task, or on a part of one that is done in parts, may
///   begin (`TASKLOOM_MAX_ATTEMPTS`)
public record EngineSettings(
    int workers,
    int modelingWorkers,
    int queueLimit,
    double submitRate,
    Duration taskTimeout,
    Duration modelingTimeout,
    int maxAttempts) {
  /// What holds when nothing is set.
  public static final EngineSettings DEFAULTS =
      new EngineSettings(256, 2, 100_000, 20, Duration.ofMinutes(5), Duration.ofHours(6), 3);
}
