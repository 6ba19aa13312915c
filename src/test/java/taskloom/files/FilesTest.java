package taskloom.files;

import static org.assertj.core.api.Assertions.assertThat;
import static taskloom.testing.ModelingServer.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import taskloom.server.StartRefusal;
import taskloom.testing.Form;
import taskloom.testing.ModelingServer;

/// The files of a task. Without a model its work ends at once, and the files stay.
class FilesTest {
  private static final String CSV = "day,sales\n1,10\n";

  @AutoClose private static ModelingServer server;
  private String task;

  @BeforeAll
  static void start(@TempDir Path data) throws StartRefusal {
    server = new ModelingServer(data, Map.of());
  }

  @BeforeEach
  void submit() {
    task = server.submit(Form.modeling("问题1：预测销量").file("sales.csv", CSV));
    server.ended(task);
  }

  @Test
  void filesAreListed() {
    upload(new Form().file("数据/销 量.csv", "1\n"));
    var files = server.get("/" + task + "/files").json().path("files");

    assertThat(files).hasSize(2);
    assertThat(files.get(0).path("name").textValue()).isEqualTo("sales.csv");
    assertThat(files.get(0).path("type").textValue()).isEqualTo("csv");
    assertThat(files.get(0).path("size").longValue()).isEqualTo(CSV.length());
    assertThat(files.get(0).path("created_at").textValue()).endsWith("Z");
    assertThat(files.get(1).path("name").textValue()).isEqualTo("数据/销 量.csv");
    assertThat(files.get(1).path("path").textValue()).isEqualTo("数据/销 量.csv");
  }

  @Test
  void filesAreUploadedCountedAndDeleted() {
    var answer = upload(new Form().file("a.txt", "a").file("deep/b.txt", "b"));
    assertThat(answer.path("success").booleanValue()).isTrue();
    assertThat(answer.path("uploaded_files").findValuesAsText("name"))
        .containsExactly("a.txt", "deep/b.txt");
    assertThat(server.task(task).path("file_count").intValue()).isEqualTo(3);

    var deleted = server.delete("/" + task + "/file?filename=deep%2Fb.txt");
    assertThat(deleted.json().path("success").booleanValue()).isTrue();
    assertThat(server.task(task).path("file_count").intValue()).isEqualTo(2);
    assertThat(server.files(task)).containsExactly("a.txt", "sales.csv");
    assertThat(server.delete("/" + task + "/file?filename=deep%2Fb.txt").status()).isEqualTo(404);
  }

  @Test
  void anUploadedArchiveIsUnpacked() throws IOException {
    upload(new Form().file("more.zip", zip("in/one.csv", "1", "two.csv", "2")));
    assertThat(server.files(task)).containsExactly("in/one.csv", "sales.csv", "two.csv");
  }

  @Test
  void contentIsReadInTheEncodingItIsIn() {
    var gbk = "日,销量\n".getBytes(Charset.forName("GB18030"));
    upload(new Form().file("gbk.csv", gbk).file("x.bin", new byte[] {0, 1, 2, (byte) 0xff}));

    var content = server.get("/" + task + "/file-content?filename=gbk.csv").json();
    assertThat(content.path("content").textValue()).isEqualTo("日,销量\n");
    assertThat(content.path("filename").textValue()).isEqualTo("gbk.csv");
    assertThat(content.path("type").textValue()).isEqualTo("csv");
    assertThat(server.get("/" + task + "/file-content?filename=x.bin").status()).isEqualTo(415);
    assertThat(server.get("/" + task + "/file-content").status()).isEqualTo(422);
  }

  @Test
  void aDownloadUrlNeedsNoKeyAndServesOneFileOnly() {
    upload(new Form().file("数据/图 1.png", new byte[] {1, 2, 3}));
    var link = server.get("/" + task + "/download-url?filename=" + encoded("数据/图 1.png"));
    var address = URI.create(link.json().path("download_url").textValue());
    var path = address.getRawPath() + "?" + address.getRawQuery();

    assertThat(address.getRawPath()).startsWith("/static/" + task + "/");
    assertThat(address.toString()).doesNotContain("alices-key");
    var file = server.get(path, "Authorization", "");
    assertThat(file.status()).isEqualTo(200);
    assertThat(file.bytes()).containsExactly(1, 2, 3);
    assertThat(file.header("Content-Type")).isEqualTo("image/png");

    // Neither another file, nor another task, nor a longer life.
    var query = "?" + address.getRawQuery();
    var other = server.submit(Form.modeling("问题").file("sales.csv", CSV));
    for (var forged :
        List.of(
            "/static/" + task + "/sales.csv" + query,
            "/static/" + other + "/sales.csv" + query,
            path.replace("token=1", "token=2"),
            path + "x",
            "/static/" + task + "/sales.csv?token=",
            "/static/" + task + "/sales.csv")) {
      assertThat(server.get(forged, "Authorization", "").status()).as(forged).isEqualTo(401);
    }
    assertThat(server.get("/" + task + "/download-url?filename=none.csv").status()).isEqualTo(404);
  }

  /// What could run in a page is saved; all the rest is shown in a sandbox.
  @ParameterizedTest
  @CsvSource({
    "p.png,     image/png,                 inline",
    "p.JPG,     image/jpeg,                inline",
    "t.md,      text/plain; charset=utf-8, inline",
    "t.csv,     text/plain; charset=utf-8, inline",
    "x.html,    application/octet-stream,  attachment",
    "x.svg,     application/octet-stream,  attachment",
    "x.xhtml,   application/octet-stream,  attachment",
    "x.js,      application/octet-stream,  attachment",
    "x.pdf,     application/pdf,           attachment",
    "noending,  application/octet-stream,  attachment",
    ".htaccess, application/octet-stream,  attachment",
  })
  void typesAreSafe(String name, String type, String disposition) {
    upload(new Form().file(name, "<script>alert(1)</script>"));
    var file = server.get("/static/" + task + "/" + name);

    assertThat(file.status()).isEqualTo(200);
    assertThat(file.header("Content-Type")).isEqualTo(type);
    assertThat(file.header("Content-Disposition"))
        .startsWith(disposition + "; filename=\"" + name + "\"");
    assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(file.header("Content-Security-Policy"))
        .isEqualTo("sandbox; default-src 'none'; frame-ancestors 'none'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-2   | 206 | day | bytes 0-2/15",
        "bytes=10-   | 206 | 1,10 | bytes 10-14/15",
        "bytes=-3    | 206 | 10 | bytes 12-14/15",
        "bytes=4-900 | 206 | sales 1,10 | bytes 4-14/15",
        "bytes=15-   | 416 | '' | bytes */15",
        "bytes=-0    | 416 | '' | bytes */15",
        "bytes=5-2   | 200 | day,sales 1,10 | ''",
        "bytes=0-1,3-4 | 200 | day,sales 1,10 | ''",
        "lines=1-2   | 200 | day,sales 1,10 | ''",
      })
  void oneRangeOfAFile(String range, int status, String content, String contentRange) {
    var file = server.get("/static/" + task + "/sales.csv", "Range", range);
    assertThat(file.status()).isEqualTo(status);
    assertThat(file.body().strip().replace('\n', ' ')).isEqualTo(content);
    assertThat(file.header("Content-Range")).isEqualTo(contentRange);
  }

  @Test
  void headSaysHowLongAFileIs() {
    var head = server.send("HEAD", "/static/" + task + "/sales.csv", BodyPublishers.noBody());
    assertThat(head.header("Content-Length")).isEqualTo("15");
    assertThat(head.bytes()).isEmpty();
  }

  @Test
  void allFilesComeAsOneArchive() throws IOException {
    upload(new Form().file("数据/一.csv", "1"));
    var path = "/" + task + "/download-all";
    var head = server.send("HEAD", path, BodyPublishers.noBody());
    assertThat(head.header("Content-Type")).isEqualTo("application/zip");
    assertThat(head.header("Content-Length")).isEmpty();
    var all = server.get(path);

    assertThat(all.header("Content-Disposition"))
        .isEqualTo("attachment; filename=" + task + "_all_files.zip");
    assertThat(all.header("Content-Type")).isEqualTo("application/zip");
    var names = new ArrayList<String>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(all.bytes()))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName() + "=" + new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    assertThat(names).containsExactly("sales.csv=" + CSV, "数据/一.csv=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../../../etc/passwd",
        "/etc/passwd",
        "..",
        ".",
        "a/../../x",
        "./sales.csv",
        "sales.csv/",
        "//sales.csv",
        "sales.csv\u0000.png",
        "a\nb",
        "..\\..\\x",
      })
  void noNameLeadsOut(String name) {
    var query = "?filename=" + encoded(name);
    for (var route : List.of("file-content", "download-url")) {
      assertThat(server.get("/" + task + "/" + route + query).status()).isIn(400, 404);
    }
    assertThat(server.delete("/" + task + "/file" + query).status()).isIn(400, 404);
    assertThat(server.get("/static/" + task + "/" + encoded(name)).status()).isEqualTo(404);
    assertThat(server.files(task)).containsExactly("sales.csv");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../x", "/etc/cron.d/x", "a/../../x", "..", "C:\\..\\..\\x", "a//b"})
  void anUploadUnderAnotherNameIsRefused(String name) throws IOException {
    var answer = server.post("/" + task + "/upload", new Form().file(name, "x"));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("detail").get(0).path("loc").toString())
        .isEqualTo("[\"body\",\"files\"]");

    var archive = new Form().file("a.zip", zip("fine.csv", "1", name, "2"));
    assertThat(server.post("/" + task + "/upload", archive).status()).isEqualTo(422);
    assertThat(server.files(task)).containsExactly("sales.csv");
    try (var tasks = Files.list(server.data().resolve("tasks/.staging"))) {
      assertThat(tasks).isEmpty();
    }
  }

  @Test
  void aZipBombIsRefused() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("zeros"));
      var megabyte = new byte[1 << 20];
      for (int i = 0; i < 60; i++) {
        zip.write(megabyte);
      }
    }
    var answer =
        server.post("/" + task + "/upload", new Form().file("bomb.zip", bytes.toByteArray()));
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.json().path("code").textValue()).isEqualTo("payload_too_large");
    assertThat(server.files(task)).containsExactly("sales.csv");
  }

  @Test
  void anotherOwnersTaskHasNoFiles() {
    var bob = new String[] {"Authorization", ModelingServer.BOB};
    for (var path :
        List.of(
            "/" + task + "/files",
            "/" + task + "/file-content?filename=sales.csv",
            "/" + task + "/download-url?filename=sales.csv",
            "/" + task + "/download-all",
            "/static/" + task + "/sales.csv")) {
      var answer = server.get(path, bob);
      assertThat(answer.status()).as(path).isEqualTo(404);
      assertThat(answer.json().path("code").textValue()).isEqualTo("task_not_found");
      assertThat(server.get(path, "Authorization", "").status()).as(path).isEqualTo(401);
    }
    assertThat(server.delete("/" + task + "/file?filename=sales.csv", bob).status()).isEqualTo(404);
    var upload =
        server.send(
            "POST",
            "/" + task + "/upload",
            BodyPublishers.ofByteArray(new Form().file("x", "x").bytes()),
            "Content-Type",
            Form.TYPE,
            bob[0],
            bob[1]);
    assertThat(upload.status()).isEqualTo(404);
    assertThat(server.files(task)).containsExactly("sales.csv");
  }

  @Test
  void onlyTaskIdsAreTaskIds() {
    for (var id :
        List.of(
            "history", ".staging", "..", "20250117-153000-A1B2C3D4", "20250117-153000-a1b2c3d4")) {
      assertThat(server.get("/" + encoded(id) + "/files").status()).as(id).isEqualTo(404);
    }
  }

  @Test
  void aReasoningTaskHasNoFiles() {
    var id = server.post("/tasks", "{\"text\":\"明早七点去机场\"}").json().path("task_id").asText();
    assertThat(server.files(id)).isEmpty();
    assertThat(server.get("/" + id + "/download-all").status()).isEqualTo(404);
    assertThat(server.post("/" + id + "/upload", new Form().file("x", "x")).status())
        .isEqualTo(404);
  }

  @Test
  void aDeletedTaskLeavesNothing() {
    assertThat(server.delete("/history/tasks/" + task).status()).isEqualTo(200);
    assertThat(server.data().resolve("tasks").resolve(task)).doesNotExist();
    assertThat(server.get("/" + task + "/files").status()).isEqualTo(404);
  }

  private JsonNode upload(Form form) {
    var answer = server.post("/" + task + "/upload", form);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  /// Names and contents, one after the other.
  private static byte[] zip(String... entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < entries.length; i += 2) {
        zip.putNextEntry(new ZipEntry(entries[i]));
        zip.write(entries[i + 1].getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }
}
