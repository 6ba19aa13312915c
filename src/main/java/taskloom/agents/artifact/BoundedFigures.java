package taskloom.agents.artifact;

import java.util.Optional;

/// Gives pictures until they come to so many bytes together; a document is held in memory while it
/// is made. For one document and one thread.
public final class BoundedFigures implements FigureFiles {
  private final FigureFiles files;
  private long room;

  /// At most `bytes` of the pictures of `files`.
  public BoundedFigures(FigureFiles files, long bytes) {
    this.files = files;
    this.room = bytes;
  }

  @Override
  public Optional<byte[]> png(String name) {
    var picture = files.png(name).filter(png -> png.length <= room);
    picture.ifPresent(png -> room -= png.length);
    return picture;
  }
}
