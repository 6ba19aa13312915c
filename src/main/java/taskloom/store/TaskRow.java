package taskloom.store;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import taskloom.task.Change;
import taskloom.task.Suspicion;
import taskloom.task.Task;
import taskloom.task.TaskStatus;
import taskloom.task.TokenUsage;

/// A task as it stands after the changes planned so far; the committer's alone. However many
/// changes of one task a group holds, one row is written.
final class TaskRow {
  final long num;

  /// The client's number, 0 for none.
  final long client;

  private final Facets.Family family;

  /// As submitted; once stored, without its texts, input and result, which may be large.
  private Task base;

  private TaskStatus status;
  private boolean pinned;
  private int fileCount;
  private @Nullable String error;
  private int attempts;
  private TokenUsage usage;
  private Instant updatedAt;
  private @Nullable Instant startedAt;
  private @Nullable Instant completedAt;
  private long lastSeq;

  /// The facet in the store, 0 before the task is there.
  private int storedFacet;

  /// What it is suspected of, null for nothing; and so in the store.
  private @Nullable Suspicion suspicion;

  private @Nullable Suspicion storedSuspicion;

  private boolean deleted;
  private boolean changed;
  private byte @Nullable [] newResult;
  private @Nullable String newTitle;
  private @Nullable String newDescription;

  private TaskRow(long num, long client, Facets.Family family, Task task, long lastSeq) {
    this.num = num;
    this.client = client;
    this.family = family;
    this.base = task;
    this.status = task.status();
    this.pinned = task.pinned();
    this.fileCount = task.fileCount();
    this.error = task.error();
    this.attempts = task.attempts();
    this.usage = task.usage();
    this.updatedAt = task.updatedAt();
    this.startedAt = task.startedAt();
    this.completedAt = task.completedAt();
    this.lastSeq = lastSeq;
  }

  static TaskRow submitted(long num, long client, Facets.Family family, Task task) {
    return new TaskRow(num, client, family, task, 0);
  }

  static TaskRow stored(
      long num,
      long client,
      Facets.Family family,
      Task task,
      long lastSeq,
      @Nullable Suspicion suspicion) {
    var row = new TaskRow(num, client, family, task, lastSeq);
    row.suspicion = suspicion;
    row.settle();
    return row;
  }

  void start(Change.Start start) {
    status = TaskStatus.PROCESSING;
    attempts++;
    updatedAt = start.at();
    startedAt = startedAt == null ? start.at() : startedAt;
    changed = true;
  }

  void finish(Change.Finish finish) {
    status = finish.status();
    updatedAt = finish.at();
    completedAt = finish.at();
    error = finish.error();
    newResult = finish.result();
    suspicion = null;
    used(finish.usage());
    changed = true;
  }

  void handBack(Change.HandBack handBack) {
    status = TaskStatus.PENDING;
    attempts--;
    updatedAt = handBack.at();
    changed = true;
  }

  /// The process died during the attempt.
  void recover(Change.Recover.Suspect verdict, Instant at) {
    status = TaskStatus.PENDING;
    attempts -= verdict.counts() ? 0 : 1;
    suspicion = verdict.suspicion();
    updatedAt = at;
    changed = true;
  }

  void acquit() {
    suspicion = suspicion == null ? null : new Suspicion(0, suspicion.deaths());
  }

  /// A part is finished: the attempt at work is the first one at the next.
  void progressed() {
    suspicion = null;
    if (attempts > 1) {
      attempts = 1;
      changed = true;
    }
  }

  /// Tokens used so far, the whole of them; none leaves what was counted before.
  void used(TokenUsage sofar) {
    if (!sofar.equals(TokenUsage.NONE)) {
      usage = sofar;
      changed = true;
    }
  }

  void edit(Change.Edit edit) {
    newTitle = edit.title() == null ? newTitle : edit.title();
    newDescription = edit.description() == null ? newDescription : edit.description();
    pinned = edit.pinned() == null ? pinned : edit.pinned();
    fileCount = edit.fileCount() == null ? fileCount : edit.fileCount();
    updatedAt = edit.at();
    changed = true;
  }

  void delete() {
    suspicion = null;
    deleted = true;
  }

  long nextSeq() {
    return ++lastSeq;
  }

  /// What is written has been committed.
  void settle() {
    base = withoutTexts(now());
    storedFacet = facet();
    storedSuspicion = suspicion;
    changed = false;
    newResult = null;
    newTitle = null;
    newDescription = null;
  }

  /// The task with everything that has happened since it was submitted; once stored, without texts,
  /// input and result.
  Task now() {
    return over(base);
  }

  /// `whole`, the task as submitted or stored, with everything that has happened since.
  Task over(Task whole) {
    return new Task(
        whole.id(),
        whole.owner(),
        whole.clientId(),
        whole.kind(),
        status,
        newTitle == null ? whole.title() : newTitle,
        newDescription == null ? whole.description() : newDescription,
        whole.taskType(),
        whole.compTemplate(),
        fileCount,
        pinned,
        whole.input(),
        newResult == null ? whole.result() : newResult,
        error,
        attempts,
        usage,
        whole.createdAt(),
        updatedAt,
        startedAt,
        completedAt);
  }

  private static Task withoutTexts(Task task) {
    return new Task(
        task.id(),
        task.owner(),
        task.clientId(),
        task.kind(),
        task.status(),
        "",
        "",
        task.taskType(),
        task.compTemplate(),
        task.fileCount(),
        task.pinned(),
        Columns.NOTHING,
        null,
        task.error(),
        task.attempts(),
        task.usage(),
        task.createdAt(),
        task.updatedAt(),
        task.startedAt(),
        task.completedAt());
  }

  String id() {
    return base.id();
  }

  String owner() {
    return base.owner();
  }

  @Nullable String clientId() {
    return base.clientId();
  }

  TaskStatus status() {
    return status;
  }

  boolean begunBefore() {
    return startedAt != null;
  }

  long lastSeq() {
    return lastSeq;
  }

  int facet() {
    return family.facet(status, pinned);
  }

  int storedFacet() {
    return storedFacet;
  }

  boolean isStored() {
    return storedFacet != 0;
  }

  boolean isDeleted() {
    return deleted;
  }

  boolean isChanged() {
    return changed;
  }

  @Nullable Suspicion suspicion() {
    return suspicion;
  }

  boolean isSuspicionChanged() {
    return !Objects.equals(suspicion, storedSuspicion);
  }

  byte @Nullable [] newResult() {
    return newResult;
  }

  @Nullable String newTitle() {
    return newTitle;
  }

  @Nullable String newDescription() {
    return newDescription;
  }
}
