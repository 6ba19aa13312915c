package taskloom.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of a [TaskQuery].
///
/// @param total how many tasks match over all pages; with a time filter counted up to 10,000; with
///   a text those the first page has found, among the newest 10,000 that pass the other filters or
///   as far as it had to look for one
/// @param nextCursor for the next page, or null on the last
public record TaskPage(long total, List<Task> tasks, @Nullable String nextCursor) {}
