package taskloom.runner;

import java.nio.charset.StandardCharsets;
import java.util.List;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// A name that came from outside, taken apart: a relative path with nothing in it that leads out.
///
/// @param parts its folders and, last, its file
record WorkspacePath(List<String> parts) {
  private static final int MAX_PARTS = 16;
  private static final int MAX_BYTES = 255;

  /// Takes a name apart.
  ///
  /// @throws Refusal `validation` when it is empty, absolute, too long, or has `.` or `..`, control
  ///   characters, or text that is not UTF-8 in it
  static WorkspacePath of(String name) {
    if (!isValid(name)) {
      throw new Refusal(
          ErrorCode.VALIDATION,
          "A file name must be a relative path inside the task's folder, without '..', of at most "
              + MAX_PARTS
              + " parts of "
              + MAX_BYTES
              + " bytes each");
    }
    return new WorkspacePath(split(name));
  }

  /// Takes the name of a file that is to be stored apart: that has `/` alone, since a backslash is
  /// another system's separator.
  ///
  /// @throws Refusal as `of`
  static WorkspacePath ofUpload(String name) {
    return of(name.replace('\\', '/'));
  }

  /// Whether `of` would take it.
  static boolean isValid(String name) {
    var parts = split(name);
    return parts.size() <= MAX_PARTS && parts.stream().allMatch(WorkspacePath::isValidPart);
  }

  /// The folders above the file, as [Folder] takes names.
  List<String> folders() {
    return parts.subList(0, parts.size() - 1).stream().map(Folder::raw).toList();
  }

  /// The last part, likewise.
  String fileName() {
    return Folder.raw(parts.getLast());
  }

  @Override
  public String toString() {
    return String.join("/", parts);
  }

  private static List<String> split(String name) {
    return List.of(name.split("/", -1));
  }

  private static boolean isValidPart(String part) {
    return !part.isEmpty()
        && !part.equals(".")
        && !part.equals("..")
        && part.codePoints().noneMatch(WorkspacePath::isForbidden)
        && part.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
  }

  /// Control characters, and halves of surrogate pairs, which no file system name can hold.
  private static boolean isForbidden(int character) {
    return Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE;
  }
}
