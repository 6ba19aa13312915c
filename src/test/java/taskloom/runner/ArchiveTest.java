package taskloom.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static taskloom.runner.WorkspaceTest.refused;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskloom.task.ErrorCode;

class ArchiveTest {
  private static final FileBounds BOUNDS = new FileBounds(30_000_000, 20, 40_000_000, 100, 0);
  @TempDir Path folder;
  private Workspace workspace;

  @BeforeEach
  void setUp() throws IOException {
    var sandbox = new Sandbox(Sandbox.Mode.NONE, "", Path.of("/usr/bin/python3"), false, null);
    workspace = new Workspaces(folder.resolve("work"), BOUNDS, () -> sandbox).open("t1");
  }

  private List<String> unpack(String name, byte[] archive) throws IOException {
    try (var intake = workspace.intake("ann")) {
      intake.unpack(name, new ByteArrayInputStream(archive));
    }
    return workspace.list().stream().map(WorkspaceFile::path).toList();
  }

  private void refusedWhole(ErrorCode code, String name, byte[] archive) throws IOException {
    refused(code, () -> unpack(name, archive));
    assertThat(workspace.list()).as("all or nothing").isEmpty();
    assertThat(folder.resolve("work/.staging").toFile().list()).isEmpty();
  }

  @Test
  void unpacksZipTarAndTarGz() throws Exception {
    assertThat(unpack("a.zip", zip(UTF_8, "数据.csv", "sub/b.txt", "__MACOSX/._b.txt")))
        .containsExactly("sub/b.txt", "数据.csv");
    assertThat(unpack("a.TAR", tar("./t1.csv", "./._t1.csv", "sub/t2.csv", "sub/._t2.csv")))
        .contains("t1.csv", "sub/t2.csv");
    var gz = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(gz)) {
      out.write(tar("t3.csv"));
    }
    assertThat(unpack("a.tar.gz", gz.toByteArray())).contains("t3.csv").hasSize(5);
    try (var file = workspace.read("数据.csv")) {
      assertThat(new String(file.stream().readAllBytes(), UTF_8)).isEqualTo("数据.csv");
    }
  }

  @Test
  void readsNamesThatChineseWindowsWrote() throws Exception {
    assertThat(unpack("附件.zip", zip(Charset.forName("GBK"), "附件1.xlsx", "说明/题目.txt")))
        .containsExactly("说明/题目.txt", "附件1.xlsx");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../x", "/etc/cron.d/x", "a/../../x", "..\\..\\x", "a//x", "a/\u0001"})
  void refusesNamesThatLeadOut(String name) throws Exception {
    refusedWhole(ErrorCode.VALIDATION, "a.zip", zip(UTF_8, "good.csv", name));
    refusedWhole(ErrorCode.VALIDATION, "a.tar", tar("good.csv", name));
  }

  @Test
  void refusesLinksAndDevices() throws Exception {
    var zip = new ByteArrayOutputStream();
    try (var out = new ZipArchiveOutputStream(zip)) {
      var link = new ZipArchiveEntry("link");
      link.setUnixMode(0120777);
      out.putArchiveEntry(link);
      out.write("/etc/passwd".getBytes(UTF_8));
      out.closeArchiveEntry();
    }
    refusedWhole(ErrorCode.VALIDATION, "a.zip", zip.toByteArray());
    for (var kind :
        List.of(
            TarConstants.LF_SYMLINK,
            TarConstants.LF_LINK,
            TarConstants.LF_FIFO,
            TarConstants.LF_CHR)) {
      var tar = new ByteArrayOutputStream();
      try (var out = new TarArchiveOutputStream(tar)) {
        var entry = new TarArchiveEntry("link", kind);
        entry.setLinkName("/etc/passwd");
        out.putArchiveEntry(entry);
        out.closeArchiveEntry();
      }
      refusedWhole(ErrorCode.VALIDATION, "a.tar", tar.toByteArray());
    }
  }

  @Test
  void refusesBombs() throws Exception {
    var zeros = new byte[25_000_000];
    refusedWhole(ErrorCode.PAYLOAD_TOO_LARGE, "ratio.zip", zipOf("zeros", zeros));
    refusedWhole(ErrorCode.PAYLOAD_TOO_LARGE, "one.zip", zipOf("zeros", new byte[30_000_001]));
    var many = new String[21];
    for (int i = 0; i < many.length; i++) {
      many[i] = "f" + i;
    }
    refusedWhole(ErrorCode.PAYLOAD_TOO_LARGE, "many.zip", zip(UTF_8, many));
    var folders = new String[100];
    for (int i = 0; i < folders.length; i++) {
      folders[i] = "d" + i + "/";
    }
    refusedWhole(ErrorCode.VALIDATION, "folders.tar", tar(folders));
    // A name of twenty megabytes, packed to some kilobytes.
    var gz = new ByteArrayOutputStream();
    try (var out = new TarArchiveOutputStream(new GZIPOutputStream(gz))) {
      var name = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
      name.setSize(20_000_000);
      out.putArchiveEntry(name);
      out.write("n".repeat(20_000_000).getBytes(UTF_8));
      out.closeArchiveEntry();
    }
    refusedWhole(ErrorCode.VALIDATION, "name.tar.gz", gz.toByteArray());
  }

  /// Also where the trouble shows only when the last of it is put in its place.
  @Test
  void isStoredWholeOrNotAtAll() throws Exception {
    workspace.write("a.csv", "mine".getBytes(UTF_8));
    workspace.write("folder/inner.csv", "mine".getBytes(UTF_8));
    workspace.write("file", "mine".getBytes(UTF_8));
    var before = workspace.list();

    for (var inTheWay : List.of("folder", "file/below.csv")) {
      refused(
          ErrorCode.VALIDATION,
          () -> unpack("a.zip", zip(UTF_8, "a.csv", "new/deep/b.csv", "c.csv", inTheWay)));

      assertThat(workspace.list()).isEqualTo(before);
      try (var file = workspace.read("a.csv")) {
        assertThat(file.stream().readAllBytes()).isEqualTo("mine".getBytes(UTF_8));
      }
      assertThat(workspace.use(100).entries()).isEqualTo(5);
      assertThat(folder.resolve("work/.staging").toFile().list()).isEmpty();
    }
    unpack("a.zip", zip(UTF_8, "a.csv", "new/deep/b.csv"));
    try (var file = workspace.read("a.csv")) {
      assertThat(file.stream().readAllBytes()).isEqualTo("a.csv".getBytes(UTF_8));
    }
  }

  @Test
  void refusesWhatIsBroken() throws Exception {
    var whole = zip(UTF_8, "a.csv", "b.csv");
    refusedWhole(ErrorCode.VALIDATION, "a.zip", java.util.Arrays.copyOf(whole, whole.length - 30));
    refusedWhole(ErrorCode.VALIDATION, "a.zip", "no archive".getBytes(UTF_8));
    refusedWhole(ErrorCode.VALIDATION, "a.zip", new byte[0]);
    refusedWhole(ErrorCode.VALIDATION, "a.tar.gz", "no archive".repeat(100).getBytes(UTF_8));
    var damaged = tar("a.csv", "b.csv");
    java.util.Arrays.fill(damaged, 1024, 1100, (byte) 'x');
    refusedWhole(ErrorCode.VALIDATION, "a.tar", damaged);
  }

  @Test
  void tellsArchivesByTheirNames() {
    assertThat(List.of("a.zip", "A.ZIP", "a.tar", "a.tar.gz", "a.tgz")).allMatch(Intake::isArchive);
    assertThat(List.of("a.csv", "zip", "a.gz", "a.zip.csv", "a.xlsx")).noneMatch(Intake::isArchive);
  }

  private static byte[] zip(Charset names, String... entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ZipOutputStream(bytes, names)) {
      for (var name : entries) {
        out.putNextEntry(new ZipEntry(name));
        out.write(name.getBytes(UTF_8));
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] zipOf(String name, byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry(name));
      out.write(content);
      out.closeEntry();
    }
    return bytes.toByteArray();
  }

  private static byte[] tar(String... entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (OutputStream to = bytes;
        var out = new TarArchiveOutputStream(to, StandardCharsets.UTF_8.name())) {
      for (var name : entries) {
        var entry = new TarArchiveEntry(name, true);
        var content = name.endsWith("/") ? new byte[0] : name.getBytes(UTF_8);
        entry.setSize(content.length);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }
}
