package taskloom.task;

/// What earlier deaths of the process say about a task that was at work then.
///
/// @param among how many the culprit may have been, at first a multiple of it that lets them all
///   begin at once; 0 once the task has been tried for a while and nothing has happened
/// @param deaths how often the process has died with it, after it had been tried before
public record Suspicion(int among, int deaths) {}
