package taskloom.server;

import java.io.IOException;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/// Which Taskloom this is, as its jar's manifest says.
///
/// @param version `dev` when it does not run from a jar
/// @param commit empty when the build was not told
public record BuildInfo(String version, String commit) {
  private static final String TITLE = "Taskloom";

  /// Reads the manifest.
  public static BuildInfo read() {
    try {
      var manifests = BuildInfo.class.getClassLoader().getResources("META-INF/MANIFEST.MF");
      while (manifests.hasMoreElements()) {
        try (var in = manifests.nextElement().openStream()) {
          var attributes = new Manifest(in).getMainAttributes();
          if (TITLE.equals(attributes.getValue(Attributes.Name.IMPLEMENTATION_TITLE))) {
            return new BuildInfo(
                text(attributes, "Implementation-Version"),
                text(attributes, "Implementation-Build"));
          }
        }
      }
    } catch (IOException _) {
      // Told as a build of one's own.
    }
    return new BuildInfo("dev", "");
  }

  private static String text(Attributes attributes, String name) {
    var value = attributes.getValue(name);
    return value == null ? "" : value.strip();
  }
}
