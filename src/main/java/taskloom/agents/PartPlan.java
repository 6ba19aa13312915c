package taskloom.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// The Modeler's answer for one part.
///
/// @param model what it is solved with
/// @param why why that fits
/// @param validation how its result will be checked
/// @param figures which figures will show it
/// @param settings what the Coder and the Writer of the same four agents need beside; nobody else
///   looks into it
public record PartPlan(
    Part part,
    String model,
    String why,
    String validation,
    List<String> figures,
    ObjectNode settings) {
  /// Copies the list.
  public PartPlan {
    figures = List.copyOf(figures);
  }
}
