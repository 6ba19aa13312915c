package taskloom.modeling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.testing.Form;
import taskloom.testing.ModelingServer;
import taskloom.testing.SmallDisk;

/// The whole server on a disk that somebody has filled to the last block.
class FullDiskTest {
  @TempDir Path folder;

  private static Form form() {
    return Form.modeling("Question 1: forecast the sales");
  }

  @Test
  void deletingWorksAndTheRestIsToldAsWhatItIs() throws Exception {
    try (var disk = new SmallDisk(folder.resolve("disk"), 400);
        var server =
            new ModelingServer(
                disk.folder().resolve("data"),
                Map.of("TASKLOOM_FUNCTIONS", "pulse,modeling,history,files"))) {
      var id = server.submit(form().file("a.csv", "a,b\n1,2\n"));
      var other = server.submit(form().file("big.bin", new byte[30_000_000]));
      await().until(() -> Files.exists(server.data().resolve("taskloom.ballast")));
      disk.fill();

      var upload = server.post("/" + id + "/upload", new Form().file("c.bin", new byte[3_000_000]));
      assertThat(upload.status()).isEqualTo(507);
      assertThat(upload.json().path("code").asText()).isEqualTo("storage_full");
      assertThat(upload.body()).contains("delete").doesNotContain("/tmp");
      assertThat(server.post("/modeling", form()).status()).isIn(200, 507); // as far as it fits

      assertThat(server.delete("/" + id + "/file?filename=a.csv").status()).isEqualTo(200);
      assertThat(server.files(id)).isEmpty();
      assertThat(server.delete("/history/tasks/" + other).status()).isEqualTo(200);
      await().until(() -> disk.folder().toFile().getUsableSpace() > 20_000_000);
      assertThat(server.get("/history/tasks/" + other).status()).isEqualTo(404);
      assertThat(server.get("/observe/health/live").status()).isEqualTo(200);

      disk.free();
      assertThat(server.post("/modeling", form()).status()).isEqualTo(200);
    }
  }
}
