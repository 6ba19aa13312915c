package taskloom.runner;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;

/// Linux's calls on names below an open folder. The JDK has such, but none that tells what a file
/// takes on the disk, or opens a folder that its owner has closed. Names are raw: each character is
/// one byte, for a name need not be valid text. Loaded when the first folder is opened.
final class SystemCalls {
  /// Instead of an open folder: a path is taken as it is.
  static final int NO_FOLDER = -100;

  private static final boolean ARM = System.getProperty("os.arch", "").equals("aarch64");
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int DIRECTORY = ARM ? 0x4000 : 0x10000;
  private static final int NO_FOLLOW = ARM ? 0x8000 : 0x20000;
  private static final int PATH = 0x200000;
  private static final int NON_BLOCKING = 0x800;
  private static final int AT_NO_FOLLOW = 0x100;
  private static final int AT_REMOVE_FOLDER = 0x200;
  private static final int NO_ENTRY = 2;
  private static final int NO_FOLDER_THERE = 20;
  private static final int LOOP = 40;
  private static final int LIST_BUFFER = 1 << 15;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERROR = STATE.varHandle(PathElement.groupElement("errno"));

  private static final MethodHandle OPENAT = call("openat", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CLOSE = call("close", JAVA_INT);
  private static final MethodHandle STATX =
      call("statx", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle UNLINKAT = call("unlinkat", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle RENAMEAT =
      call("renameat", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
  private static final MethodHandle MKDIRAT = call("mkdirat", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle FCHOWNAT =
      call("fchownat", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle CHMOD = call("chmod", ADDRESS, JAVA_INT);
  private static final MethodHandle GETDENTS = call("getdents64", JAVA_INT, ADDRESS, JAVA_LONG);

  private SystemCalls() {}

  /// What there is under a name.
  ///
  /// @param mode kind and permissions
  /// @param allocated bytes that it takes on the disk, also past its end
  /// @param changed nanoseconds since 1970 of the last change of any kind, which code cannot set
  /// @param created nanoseconds since 1970, of the last write where the disk does not keep it
  record Status(
      int mode,
      long links,
      int user,
      long inode,
      long size,
      long allocated,
      long device,
      long changed,
      long created) {
    boolean isFolder() {
      return (mode & 0170000) == 0040000;
    }

    boolean isFile() {
      return (mode & 0170000) == 0100000;
    }
  }

  /// Opens a folder; a link in its place is none.
  static int openFolder(int folder, String name, boolean follow) throws IOException {
    return open(folder, name, PATH | DIRECTORY | CLOSE_ON_EXEC | (follow ? 0 : NO_FOLLOW));
  }

  /// Opens a file to read, and never waits for anybody at the other end of a pipe.
  static int openFile(int folder, String name) throws IOException {
    return open(folder, name, NO_FOLLOW | NON_BLOCKING | CLOSE_ON_EXEC);
  }

  private static int open(int folder, String name, int flags) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      return checked(
          (int) OPENAT.invokeExact(state, folder, text(arena, name), flags), state, name);
    } catch (Throwable thrown) {
      throw failure(thrown);
    }
  }

  static void close(int descriptor) {
    try (var arena = Arena.ofConfined()) {
      var _ = (int) CLOSE.invokeExact(arena.allocate(STATE), descriptor);
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  /// Of a link itself, unless it is to be followed.
  static Status status(int folder, String name, boolean follow) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var found = arena.allocate(256, 8);
      var flags = follow ? 0 : AT_NO_FOLLOW;
      var path = text(arena, name);
      checked((int) STATX.invokeExact(state, folder, path, flags, 0xfff, found), state, name);
      var birth = (found.get(JAVA_INT, 0) & 0x800) != 0 ? 80 : 112;
      return new Status(
          Short.toUnsignedInt(found.get(JAVA_SHORT, 28)),
          Integer.toUnsignedLong(found.get(JAVA_INT, 16)),
          found.get(JAVA_INT, 20),
          found.get(JAVA_LONG, 32),
          found.get(JAVA_LONG, 40),
          found.get(JAVA_LONG, 48) * 512,
          ((long) found.get(JAVA_INT, 136) << 32)
              | Integer.toUnsignedLong(found.get(JAVA_INT, 140)),
          nanos(found, 96),
          nanos(found, birth));
    } catch (Throwable thrown) {
      throw failure(thrown);
    }
  }

  private static long nanos(MemorySegment found, long at) {
    return found.get(JAVA_LONG, at) * 1_000_000_000 + found.get(JAVA_INT, at + 8);
  }

  static void remove(int folder, String name, boolean asFolder) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var flags = asFolder ? AT_REMOVE_FOLDER : 0;
      checked((int) UNLINKAT.invokeExact(state, folder, text(arena, name), flags), state, name);
    } catch (Throwable thrown) {
      throw failure(thrown);
    }
  }

  static void move(int folder, String name, int target, String newName) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var from = text(arena, name);
      var to = text(arena, newName);
      checked((int) RENAMEAT.invokeExact(state, folder, from, target, to), state, name);
    } catch (Throwable thrown) {
      throw failure(thrown);
    }
  }

  static void makeFolder(int folder, String name, int mode) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      checked((int) MKDIRAT.invokeExact(state, folder, text(arena, name), mode), state, name);
    } catch (Throwable thrown) {
      throw failure(thrown);
    }
  }

  /// Gives a file, a folder or a link itself to a user.
  static void give(int folder, String name, int user) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var path = text(arena, name);
      checked(
          (int) FCHOWNAT.invokeExact(state, folder, path, user, user, AT_NO_FOLLOW), state, name);
    } catch (Throwable thrown) {
      throw failure(thrown);
    }
  }

  /// Sets the permissions of what is open, whatever has its name now.
  static void permit(int descriptor, int mode) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var path = opened(descriptor);
      checked((int) CHMOD.invokeExact(state, text(arena, path), mode), state, path);
    } catch (Throwable thrown) {
      throw failure(thrown);
    }
  }

  /// The names in a folder, no more than `most`.
  static List<String> names(int folder, int most) throws IOException {
    var names = new ArrayList<String>();
    var list = open(folder, ".", DIRECTORY | CLOSE_ON_EXEC);
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var buffer = arena.allocate(LIST_BUFFER, 8);
      while (names.size() < most) {
        var filled =
            checked(
                (int) GETDENTS.invokeExact(state, list, buffer, (long) LIST_BUFFER), state, ".");
        if (filled == 0) {
          break;
        }
        for (var at = 0; at < filled && names.size() < most; ) {
          var name = buffer.getString(at + 19L, StandardCharsets.ISO_8859_1);
          if (!name.equals(".") && !name.equals("..")) {
            names.add(name);
          }
          at += Short.toUnsignedInt(buffer.get(JAVA_SHORT, at + 16L));
        }
      }
    } catch (Throwable thrown) {
      throw failure(thrown);
    } finally {
      close(list);
    }
    return names;
  }

  /// A path to what is open, for calls that take nothing else.
  static String opened(int descriptor) {
    return "/proc/self/fd/" + descriptor;
  }

  @SuppressWarnings("restricted") // each with its own signature
  private static MethodHandle call(String name, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(JAVA_INT, arguments),
        ERRNO);
  }

  private static MemorySegment text(Arena arena, String raw) {
    return arena.allocateFrom(raw, StandardCharsets.ISO_8859_1);
  }

  private static int checked(int result, MemorySegment state, String name) throws IOException {
    if (result >= 0) {
      return result;
    }
    var error = (int) ERROR.get(state, 0L);
    switch (error) {
      case NO_ENTRY -> throw new NoSuchFileException(name);
      case NO_FOLDER_THERE, LOOP -> throw new NotDirectoryException(name);
      default -> throw new FolderException(name, error);
    }
  }

  /// A method handle throws whatever it likes; here that is an `IOException` of ours alone.
  private static IOException failure(Throwable thrown) {
    return switch (thrown) {
      case IOException known -> known;
      case RuntimeException known -> throw known;
      case Error known -> throw known;
      default -> new IOException(thrown);
    };
  }
}
