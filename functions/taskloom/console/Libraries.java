package taskloom.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The libraries the console is made of, from their jars. Nothing else on the class path can be
/// reached. Immutable.
public final class Libraries {
  private static final Map<String, String> GROUPS =
      Map.of(
          "lit-html", "org.webjars.npm",
          "marked", "org.webjars.npm",
          "dompurify", "org.mvnpm",
          "katex", "org.webjars.npm",
          "highlightjs", "org.webjars");
  private static final Pattern FILE =
      Pattern.compile("^(?:\\w[\\w.-]*+/)*+\\w[\\w.-]*\\.(?:js|mjs|css|woff2)");

  private final Map<String, String> versions;

  private Libraries(Map<String, String> versions) {
    this.versions = versions;
  }

  /// Looks up which version of each is there.
  public static Libraries read() {
    var versions = new TreeMap<String, String>();
    GROUPS.forEach((name, group) -> versions.put(name, version(group, name)));
    return new Libraries(versions);
  }

  /// Where each is served, by its name.
  Map<String, String> addresses() {
    var addresses = new TreeMap<String, String>();
    versions.forEach((name, version) -> addresses.put(name, "/lib/" + name + "/" + version));
    return addresses;
  }

  /// A file of a library, or null when there is none of that name in that version.
  byte @Nullable [] file(String library, String version, String path) {
    if (!version.equals(versions.get(library)) || !FILE.matcher(path).matches()) {
      return null;
    }
    var folder = "org.mvnpm".equals(GROUPS.get(library)) ? "_static" : "webjars";
    return resource("/META-INF/resources/" + folder + "/" + library + "/" + version + "/" + path);
  }

  private static String version(String group, String name) {
    var properties = new Properties();
    var at = "/META-INF/maven/" + group + "/" + name + "/pom.properties";
    try (var in = Libraries.class.getResourceAsStream(at)) {
      if (in == null) {
        throw new IllegalStateException("the console's library " + name + " is not there");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  private static byte @Nullable [] resource(String at) {
    try (var in = Libraries.class.getResourceAsStream(at)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
