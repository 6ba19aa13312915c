package taskloom.runner;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.task.Refusal;

/// Archives that are made to fill the memory of whoever reads them, read by a process with hardly
/// any.
class HostileArchivesTest {
  @TempDir Path folder;

  /// Unpacks the archive named by the first argument; prints the refusal's code, or `stored`.
  static final class Reader {
    private Reader() {}

    public static void main(String[] arguments) throws IOException {
      var archive = Path.of(arguments[0]);
      var sandbox = new Sandbox(Sandbox.Mode.NONE, "", Path.of("/usr/bin/python3"), false, null);
      var workspace =
          new Workspaces(archive.resolveSibling("work"), FileBounds.DEFAULTS, () -> sandbox)
              .open("t1");
      try (var intake = workspace.intake("ann");
          var content = Files.newInputStream(archive)) {
        intake.unpack(archive.getFileName().toString(), content);
        System.out.println("stored");
      } catch (Refusal refusal) {
        System.out.println(refusal.code().word());
      }
    }
  }

  private String read(Path archive) throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx24m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Reader.class.getName(),
                archive.toString())
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.strip();
  }

  @Test
  void aListOfFilesAndNothingElse() throws Exception {
    var archive = folder.resolve("list.zip");
    try (var out = new BufferedOutputStream(Files.newOutputStream(archive))) {
      int entries = 200_000;
      var local = little(30 + 1).putInt(0x04034b50).putShort((short) 20);
      out.write(local.putShort(26, (short) 1).put(30, (byte) 'f').array());
      var size = 0L;
      for (int i = 0; i < entries; i++) {
        var name = "%06x".formatted(i).getBytes(ISO_8859_1);
        var entry = little(46 + name.length).putInt(0x02014b50);
        entry.putShort(28, (short) name.length).position(46).put(name);
        out.write(entry.array());
        size += entry.capacity();
      }
      end(out, entries, size, 31);
    }
    assertThat(read(archive)).isEqualTo("validation");
  }

  /// Says at its end that there is one entry, and has many.
  @Test
  void aListThatIsLongerThanItSays() throws Exception {
    var archive = folder.resolve("longer.zip");
    try (var out = new BufferedOutputStream(Files.newOutputStream(archive))) {
      for (int i = 0; i < 200_000; i++) {
        var name = "%06x".formatted(i).getBytes(ISO_8859_1);
        var entry = little(46 + name.length).putInt(0x02014b50);
        entry.putShort(28, (short) name.length).position(46).put(name);
        out.write(entry.array());
      }
      var end = little(22).putInt(0x06054b50);
      end.putShort(8, (short) 1).putShort(10, (short) 1).putInt(12, 52).putInt(16, 0);
      out.write(end.array());
    }
    assertThat(read(archive)).isEqualTo("validation");
  }

  @Test
  void attributesForAllFilesWithoutEnd() throws Exception {
    var archive = folder.resolve("global.tar.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(archive))) {
      for (int i = 0; i < 200; i++) {
        pax(out, 'g', i, 60_000);
        header(out, "f" + i, '0', 0);
      }
      out.write(new byte[1024]);
    }
    assertThat(read(archive)).isEqualTo("stored"); // nothing of them is kept
  }

  @Test
  void attributesOfOneFileWithoutEnd() throws Exception {
    for (var kind : new char[] {'x', 'g', 'L', 'K'}) {
      var archive = folder.resolve("one-" + kind + ".tar.gz");
      try (var out = new GZIPOutputStream(Files.newOutputStream(archive))) {
        header(out, "h", kind, 60_000_000);
        for (int i = 0; i < 60; i++) {
          out.write(new byte[1_000_000]);
        }
      }
      assertThat(read(archive)).as("" + kind).isEqualTo("validation");
      var many = folder.resolve("many-" + kind + ".tar.gz");
      try (var out = new GZIPOutputStream(Files.newOutputStream(many))) {
        for (int i = 0; i < 4; i++) {
          pax(out, kind, i, 40_000);
        }
      }
      assertThat(read(many)).as("" + kind).isEqualTo("validation");
    }
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void end(OutputStream out, long entries, long size, long start)
      throws IOException {
    var end64 = little(56).putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
    out.write(
        end64
            .putLong(24, entries)
            .putLong(32, entries)
            .putLong(40, size)
            .putLong(48, start)
            .array());
    out.write(little(20).putInt(0x07064b50).putLong(8, start + size).putInt(16, 1).array());
    var end = little(22).putInt(0x06054b50);
    end.putShort(8, (short) -1).putShort(10, (short) -1).putInt(12, -1).putInt(16, -1);
    out.write(end.array());
  }

  private static void pax(OutputStream out, char kind, int seed, int size) throws IOException {
    var records = new StringBuilder();
    for (int i = 0; records.length() < size; i++) {
      var record = " k%x.%x=v\n".formatted(seed, i);
      records.append(record.length() + 2).append(record);
    }
    var content = records.toString().getBytes(ISO_8859_1);
    header(out, "h", kind, content.length);
    out.write(content);
    out.write(new byte[(512 - content.length % 512) % 512]);
  }

  private static void header(OutputStream out, String name, char kind, int size)
      throws IOException {
    var header = ByteBuffer.allocate(512);
    header.put(0, name.getBytes(ISO_8859_1)).put(100, "0000644\0".getBytes(ISO_8859_1));
    header.put(124, "%011o\0".formatted(size).getBytes(ISO_8859_1)).put(156, (byte) kind);
    header.put(257, "ustar\00000".getBytes(ISO_8859_1)).put(148, "        ".getBytes(ISO_8859_1));
    var sum = 0;
    for (var value : header.array()) {
      sum += value & 0xff;
    }
    header.put(148, "%06o\0 ".formatted(sum).getBytes(ISO_8859_1));
    out.write(header.array());
  }
}
