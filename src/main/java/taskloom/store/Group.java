package taskloom.store;

import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import taskloom.task.Applied;
import taskloom.task.Change;
import taskloom.task.ErrorCode;
import taskloom.task.EventDraft;
import taskloom.task.Refusal;
import taskloom.task.TaskEvent;
import taskloom.task.TaskStatus;

/// The changes of one transaction, decided one after the other against the [Ledger], before
/// anything is written: what becomes of each, which rows they come to, which events they tell.
final class Group {
  /// What a change comes to once the group is committed.
  record Outcome(Applied applied, List<TaskEvent> told) {
    Outcome(Applied applied) {
      this(applied, List.of());
    }
  }

  /// An event of a task.
  record EventRow(TaskRow task, TaskEvent event) {}

  /// A checkpoint of a task.
  record CheckpointRow(TaskRow task, String name, byte[] data) {}

  private final Ledger ledger;
  private final Set<TaskRow> touched = new LinkedHashSet<>();
  private final Set<ClientRow> clients = new LinkedHashSet<>();
  private final Map<String, TaskRow> keys = new HashMap<>();
  private final List<EventRow> events = new ArrayList<>();
  private final List<CheckpointRow> checkpoints = new ArrayList<>();

  Group(Ledger ledger) {
    this.ledger = ledger;
  }

  /// Decides one change.
  ///
  /// @throws Refusal when it cannot be stored; nothing of it is planned then
  Outcome plan(Change change) throws SQLException {
    if (change instanceof Change.Submit submit) {
      return submit(submit);
    }
    if (change instanceof Change.Recover recover) {
      return recover(recover);
    }
    var row = ledger.task(change.taskId());
    if (row == null) {
      return new Outcome(new Applied.Unknown());
    }
    if (!allows(row.status(), change)) {
      return new Outcome(new Applied.Refused(row.status()));
    }
    var drafts = change.events();
    if (change instanceof Change.Start && row.begunBefore()) {
      drafts = List.of();
    }
    requireRoom(row, drafts);
    touched.add(row);
    switch (change) {
      case Change.Submit _, Change.Recover _ -> throw new AssertionError("handled above");
      case Change.Start start -> row.start(start);
      case Change.Finish finish -> row.finish(finish);
      case Change.HandBack handBack -> row.handBack(handBack);
      case Change.Acquit _ -> row.acquit();
      case Change.Tell _ -> {}
      case Change.Checkpoint checkpoint -> {
        row.used(checkpoint.usage());
        row.progressed();
        checkpoints.add(new CheckpointRow(row, checkpoint.name(), checkpoint.data()));
      }
      case Change.Account account -> {
        row.used(account.usage());
        checkpoints.add(new CheckpointRow(row, account.name(), account.data()));
      }
      case Change.Edit edit -> row.edit(edit);
      case Change.Delete _ -> row.delete();
    }
    return new Outcome(Applied.DONE, tell(row, drafts));
  }

  /// The tasks a row is to be written, changed or removed for.
  Set<TaskRow> touched() {
    return touched;
  }

  /// The clients whose count went up.
  Set<ClientRow> clients() {
    return clients;
  }

  /// The new tasks that came with an idempotency key, by key.
  Map<String, TaskRow> keys() {
    return keys;
  }

  /// The events told, in order.
  List<EventRow> events() {
    return events;
  }

  /// The checkpoints taken, in order.
  List<CheckpointRow> checkpoints() {
    return checkpoints;
  }

  private static boolean allows(TaskStatus status, Change change) {
    return switch (change) {
      case Change.Submit _, Change.Recover _, Change.Edit _, Change.Delete _ -> true;
      case Change.Start _ -> status.canBecome(TaskStatus.PROCESSING);
      case Change.HandBack _ -> status.canBecome(TaskStatus.PENDING);
      case Change.Finish finish -> status.canBecome(finish.status());
      case Change.Acquit _, Change.Tell _, Change.Checkpoint _, Change.Account _ ->
          !status.isFinal();
    };
  }

  private Outcome submit(Change.Submit submit) throws SQLException {
    var task = submit.task();
    var key = submit.idempotencyKey();
    var first = key == null ? null : submittedWith(key);
    if (first != null) {
      return new Outcome(new Applied.Existing(ledger.whole(first)));
    }
    if (ledger.knows(task.id())) {
      throw alreadyThere();
    }
    var row = ledger.submit(task);
    touched.add(row);
    if (key != null) {
      keys.put(key, row);
    }
    return new Outcome(Applied.DONE, tell(row, submit.events()));
  }

  private Outcome recover(Change.Recover recover) throws SQLException {
    for (var suspect : recover.suspects()) {
      var row = ledger.task(suspect.taskId());
      if (row != null && row.status() == TaskStatus.PROCESSING) {
        touched.add(row);
        row.recover(suspect, recover.at());
      }
    }
    return new Outcome(Applied.DONE);
  }

  private @Nullable TaskRow submittedWith(String key) throws SQLException {
    var first = keys.get(key);
    if (first == null) {
      first = ledger.submittedWith(key);
    }
    return first == null || first.isDeleted() ? null : first;
  }

  static Refusal alreadyThere() {
    return Refusal.inBoth(ErrorCode.INTERNAL, "已有同一编号的任务", "A task with this id exists already.");
  }

  private static void requireRoom(TaskRow row, List<EventDraft> drafts) {
    if (row.lastSeq() + drafts.size() > Keys.MAX_SEQ) {
      throw new Refusal(
          ErrorCode.PAYLOAD_TOO_LARGE,
          "The task has %,d messages; no more can be kept.".formatted(row.lastSeq()));
    }
  }

  private List<TaskEvent> tell(TaskRow row, List<EventDraft> drafts) throws SQLException {
    var told = new ArrayList<TaskEvent>(drafts.size());
    var clientId = row.clientId();
    for (var draft : drafts) {
      long clientSeq = 0;
      if (draft.pushed() && clientId != null) {
        var client = ledger.client(clientId, row.owner());
        clientSeq = client.nextSeq();
        clients.add(client);
      }
      var event =
          new TaskEvent(
              row.id(),
              row.nextSeq(),
              clientSeq == 0 ? null : clientId,
              clientSeq,
              draft.type(),
              draft.payload(),
              draft.at().truncatedTo(ChronoUnit.MICROS));
      events.add(new EventRow(row, event));
      told.add(event);
    }
    return told;
  }
}
