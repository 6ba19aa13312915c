package taskloom.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// The Coder's answer for one part.
///
/// @param solved false when it could not be solved; `summary` then says why, for people
/// @param summary what was found, with its numbers
/// @param figures captions for figures of this part's cells; a figure missing here is in the paper
///   all the same
/// @param results what the Writer of the same four agents needs beside; nobody else looks into it
public record Solution(boolean solved, String summary, List<Figure> figures, ObjectNode results) {
  /// Copies the list.
  public Solution {
    figures = List.copyOf(figures);
  }
}
