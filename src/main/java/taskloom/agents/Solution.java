package taskloom.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// The Coder's answer for one part.
///
/// @param summary what was found, with its numbers; where it is not solved, or only partly, first
///   of all why, for people
/// @param figures captions for figures of this part's cells; a figure missing here is in the paper
///   all the same
/// @param results what the Writer of the same four agents needs beside; nobody else looks into it
public record Solution(Extent extent, String summary, List<Figure> figures, ObjectNode results) {
  /// Copies the list.
  public Solution {
    figures = List.copyOf(figures);
  }

  /// Whether there is a result, be it a part of what was asked.
  public boolean solved() {
    return extent != Extent.UNSOLVED;
  }

  /// How far a part was solved.
  public enum Extent {
    SOLVED,
    /// There is a result that leaves something open.
    PARTLY,
    UNSOLVED
  }
}
