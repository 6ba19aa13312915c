package taskloom.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which of an owner's tasks to list, newest first. A null filter lets everything through.
///
/// @param text found in the title or the description, whatever its case
/// @param createdAfter inclusive
/// @param createdBefore exclusive
/// @param cursor the last page's `nextCursor`, or null for the first page
/// @param limit 1…200
public record TaskQuery(
    String owner,
    @Nullable TaskKind kind,
    @Nullable TaskStatus status,
    @Nullable String taskType,
    boolean pinnedOnly,
    @Nullable String text,
    @Nullable Instant createdAfter,
    @Nullable Instant createdBefore,
    @Nullable String cursor,
    int limit) {}
