package taskloom.runner;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Names for files that leave for other systems, in one archive: whatever the files are called
/// here, nothing in their names there leads out of a folder, names a device, hides its ending, or
/// is another's in different letters. One thread at a time.
final class WindowsNames {
  private static final Set<String> DEVICES = Set.of("CON", "PRN", "AUX", "NUL", "CLOCK$");
  private static final Set<String> NUMBERED = Set.of("COM", "LPT");
  private static final String RESERVED = "<>:\"/\\|?*";

  /// By folder as it is called there: who has which name, folded.
  private final Map<String, Map<String, String>> taken = new HashMap<>();

  /// A file's path there, by its path here; always the same for the same.
  String path(String path) {
    var safe = new StringBuilder();
    for (var part : path.split("/", -1)) {
      var here = taken.computeIfAbsent(folded(safe.toString()), _ -> new HashMap<>());
      safe.append(safe.isEmpty() ? "" : "/").append(unique(here, part));
    }
    return safe.toString();
  }

  private static String unique(Map<String, String> taken, String part) {
    var safe = part(part);
    var name = safe;
    for (var count = 2; !taken.computeIfAbsent(folded(name), _ -> part).equals(part); count++) {
      var dot = safe.lastIndexOf('.');
      var stem = dot > 0 ? safe.substring(0, dot) : safe;
      name = stem + " (" + count + ")" + safe.substring(stem.length());
    }
    return name;
  }

  /// One name, made safe by itself.
  static String part(String name) {
    var safe = new StringBuilder();
    name.codePoints().forEach(c -> safe.appendCodePoint(isUnsafe(c) ? '_' : c));
    for (var at = safe.length() - 1; at >= 0 && isDropped(safe.charAt(at)); at--) {
      safe.setCharAt(at, '_'); // Windows drops them: `a.` is `a` there, and `..` the folder above
    }
    return isDevice(safe.toString()) ? "_" + safe : safe.isEmpty() ? "_" : safe.toString();
  }

  private static boolean isDropped(char last) {
    return last == '.' || Character.isWhitespace(last) || Character.isSpaceChar(last);
  }

  /// Control characters, and those that turn the direction of what follows: `exe.gnp` for
  /// `png.exe`.
  private static boolean isUnsafe(int character) {
    return RESERVED.indexOf(character) >= 0
        || switch (Character.getType(character)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
              true;
          default -> false;
        };
  }

  /// Also with an ending: `nul.txt` is the device.
  private static boolean isDevice(String name) {
    var dot = name.indexOf('.');
    var stem = (dot < 0 ? name : name.substring(0, dot)).strip().toUpperCase(Locale.ROOT);
    return DEVICES.contains(stem)
        || stem.equals("CONIN$")
        || stem.equals("CONOUT$")
        || (stem.length() == 4
            && NUMBERED.contains(stem.substring(0, 3))
            && "0123456789¹²³".indexOf(stem.charAt(3)) >= 0);
  }

  /// Names that fold to the same are one on systems that do not tell letters' cases apart.
  private static String folded(String name) {
    var composed = Normalizer.normalize(name, Normalizer.Form.NFC);
    return composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
