package taskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static taskloom.store.Samples.apply;
import static taskloom.store.Samples.complete;
import static taskloom.store.Samples.start;
import static taskloom.store.Samples.submit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.task.Applied;
import taskloom.task.Change;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.testing.SmallDisk;

/// The history on a disk that somebody else has filled.
class FullDiskTest {
  @TempDir Path folder;

  @Test
  void onAFullDiskTasksEndAndAreDeletedAndNewOnesAreRefused() throws Exception {
    try (var disk = new SmallDisk(folder.resolve("disk"), 128);
        var store = H2Store.open(disk.folder(), Clock.systemUTC())) {
      apply(store, submit("t1"), start("t1"), submit("t2"));
      await().until(() -> Files.exists(disk.folder().resolve("taskloom.ballast")));
      disk.fill();

      for (int i = 0; i < 20; i++) {
        try {
          apply(store, submit("more" + i)); // until the file has to grow
        } catch (RuntimeException _) {
          break;
        }
      }
      assertThat(apply(store, complete("t1"))).isEqualTo(Applied.DONE);
      assertThat(apply(store, new Change.Delete("t2"))).isEqualTo(Applied.DONE);
      assertThat(store.find("t2")).isEmpty();
      assertThat(store.find("t1")).isPresent();
      Assertions.assertThatThrownBy(() -> apply(store, submit("t3")))
          .isInstanceOfSatisfying(
              Refusal.class,
              refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.STORAGE_FULL));

      disk.free();
      assertThat(apply(store, submit("t3"))).isEqualTo(Applied.DONE);
    }
  }
}
