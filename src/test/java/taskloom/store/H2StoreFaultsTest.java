package taskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static taskloom.store.Samples.apply;
import static taskloom.store.Samples.at;
import static taskloom.store.Samples.complete;
import static taskloom.store.Samples.start;
import static taskloom.store.Samples.submit;
import static taskloom.store.Samples.task;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.task.Applied;
import taskloom.task.Change;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.task.TaskEvent;
import taskloom.task.TaskStatus;

/// What becomes of a store when what is below it fails.
class H2StoreFaultsTest {
  @TempDir Path directory;

  private H2Store open() {
    return H2Store.open(directory, Clock.systemUTC());
  }

  private H2Store openOnFailingDisk() {
    SteadyFiles.register();
    FailingFiles.register();
    return H2Store.open(
        "jdbc:h2:failing:steady:" + directory.resolve("taskloom"), "data", Clock.systemUTC());
  }

  private void diskFull(boolean full) {
    FailingFiles.full(directory.toString(), full);
  }

  private static void assertUnavailable(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  @Test
  void aFullDiskRefusesAndTheStoreComesBackWhenThereIsRoom() {
    try (var store = openOnFailingDisk()) {
      apply(store, submit("t1"), start("t1"));
      diskFull(true);
      assertUnavailable(() -> apply(store, submit("t2")));
      assertUnavailable(() -> apply(store, complete("t1")));
      diskFull(false);
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(() -> apply(store, start("t1")).equals(Applied.DONE));
      assertThat(apply(store, complete("t1"))).isEqualTo(Applied.DONE);
      assertThat(apply(store, submit("t3"))).isEqualTo(Applied.DONE);
      assertThat(store.events("t1", 0, 10)).extracting(TaskEvent::seq).containsExactly(1L, 2L, 3L);
      assertThat(store.clientEvents("client-1", 0, 10, 10))
          .extracting(TaskEvent::clientSeq)
          .containsExactly(1L, 2L);
    }
    try (var store = open()) {
      assertThat(store.find("t1").orElseThrow().status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(store.find("t3")).isPresent();
    }
  }

  @Test
  void aFullDiskUnderLoadLosesNothingAcknowledged() throws Exception {
    var acknowledged = new ArrayList<String>();
    var futures = new ArrayList<CompletableFuture<?>>();
    try (var store = openOnFailingDisk()) {
      for (int i = 0; i < 3_000; i++) {
        if (i == 1_000 || i == 2_000) {
          futures.get(i - 100).join();
          diskFull(true);
        }
        if (i == 1_200 || i == 2_200) {
          futures.forEach(CompletableFuture::join);
          diskFull(false);
          await()
              .atMost(Duration.ofSeconds(20))
              .ignoreExceptions()
              .until(() -> apply(store, new Change.Delete("none")).equals(new Applied.Unknown()));
        }
        var id = "t" + i;
        futures.add(
            store.apply(submit(id)).thenRun(() -> acknowledged.add(id)).exceptionally(_ -> null));
      }
      futures.forEach(CompletableFuture::join);
      assertThat(acknowledged).hasSizeBetween(2_000, 2_999);
    } finally {
      diskFull(false);
    }
    try (var store = open()) {
      StoreAudit.check(Database.inDirectory(directory));
      for (var id : acknowledged) {
        assertThat(store.find(id)).as(id).isPresent();
      }
    }
  }

  @Test
  void interruptedReadersDoNoHarmAndStayInterrupted() throws Exception {
    try (var store = open()) {
      for (int i = 0; i < 50; i++) {
        apply(store, submit(task("t" + i, "ada", "client-1", at(i))));
      }
    }
    // Opened anew, so that there is something to read from the file.
    try (var store = open();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var reading = new ArrayList<CompletableFuture<Boolean>>();
      for (int i = 0; i < 50; i++) {
        var id = "t" + i;
        reading.add(
            CompletableFuture.supplyAsync(
                () -> {
                  Thread.currentThread().interrupt();
                  assertThat(store.find(id)).isPresent();
                  return Thread.interrupted();
                },
                threads));
      }
      reading.forEach(future -> assertThat(Samples.await(future)).isTrue());
      assertThat(apply(store, submit("after"))).isEqualTo(Applied.DONE);
    }
  }

  @Test
  void aFileInPlaceOfTheDirectory() throws Exception {
    var file = Files.createFile(directory.resolve("data"));
    assertThatThrownBy(() -> H2Store.open(file, Clock.systemUTC()))
        .isInstanceOf(StoreOpeningException.class)
        .hasMessageContaining("'data' is a file");
    assertThatThrownBy(() -> H2Store.open(file.resolve("below"), Clock.systemUTC()))
        .isInstanceOf(StoreOpeningException.class)
        .hasMessageContaining("'below'")
        .hasMessageNotContaining(directory.toString());
  }

  @Test
  void aFullDiskAtTheStart() {
    diskFull(true);
    try {
      assertThatThrownBy(this::openOnFailingDisk)
          .isInstanceOf(StoreOpeningException.class)
          .hasMessageContaining("disk")
          .hasMessageContaining("full")
          .hasMessageNotContaining("\n");
    } finally {
      diskFull(false);
    }
  }

  @Test
  void aDamagedFile() throws Exception {
    try (var store = open()) {
      apply(store, submit("t1"));
    }
    var file = directory.resolve("taskloom.mv.db");
    var bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= 0x5a;
    }
    Files.write(file, bytes);
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreOpeningException.class)
        .hasMessageContaining("damaged")
        .hasMessageNotContaining(directory.getParent().toString())
        .hasMessageNotContaining("\n");
    Files.writeString(file, "not a database");
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreOpeningException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void aNewerSchemaIsLeftAlone() throws Exception {
    open().close();
    try (var connection =
            DriverManager.getConnection(
                Database.inDirectory(directory) + ";DATABASE_TO_LOWER=TRUE", "taskloom", "");
        var statement = connection.createStatement()) {
      statement.execute("insert into schema_version (version, applied_at) values (99, 0)");
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreOpeningException.class)
        .hasMessageContaining("newer Taskloom");
  }
}
