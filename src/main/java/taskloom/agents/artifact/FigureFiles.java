package taskloom.agents.artifact;

import java.util.Optional;

/// Where the pictures of figures come from. What model-written code left there is not trusted: a
/// link that leads out of the task's folder, or a file that is no PNG, gives nothing.
@FunctionalInterface
public interface FigureFiles {
  /// The PNG's bytes, or empty when there is no such picture.
  Optional<byte[]> png(String name);
}
