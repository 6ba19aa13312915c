package taskloom.agents.artifact;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import taskloom.agents.Cell;
import taskloom.wire.Json;

/// A notebook in nbformat 4.5 (https://nbformat.readthedocs.io/en/latest/format_description.html):
/// Markdown cells, and code cells with what they printed, drew and raised. For one thread.
public final class Notebook {
  private final FigureFiles files;
  private final ObjectNode root = JsonNodeFactory.instance.objectNode();
  private final ArrayNode cells = root.putArray("cells");
  private int executed;

  /// An empty notebook.
  public Notebook(FigureFiles files) {
    this.files = files;
    var metadata = root.putObject("metadata");
    metadata
        .putObject("kernelspec")
        .put("display_name", "Python 3")
        .put("language", "python")
        .put("name", "python3");
    metadata.putObject("language_info").put("name", "python").put("file_extension", ".py");
    root.put("nbformat", 4).put("nbformat_minor", 5);
  }

  /// Adds a Markdown cell.
  public void markdown(String text) {
    cell("markdown").put("source", text);
  }

  /// Adds a code cell with its outputs.
  public void code(Cell cell) {
    var node = cell("code");
    node.put("execution_count", ++executed).put("source", cell.code());
    var outputs = node.putArray("outputs");
    if (!cell.output().isEmpty()) {
      outputs
          .addObject()
          .put("output_type", "stream")
          .put("name", "stdout")
          .put("text", cell.output());
    }
    for (var figure : cell.figures()) {
      files.png(figure).ifPresent(png -> picture(outputs, figure, png));
    }
    var error = cell.error();
    if (error != null) {
      error(outputs, error);
    }
  }

  private ObjectNode cell(String type) {
    var node = cells.addObject();
    node.put("cell_type", type).put("id", "cell-%04d".formatted(cells.size()));
    node.putObject("metadata");
    return node;
  }

  private static void picture(ArrayNode outputs, String name, byte[] png) {
    var output = outputs.addObject().put("output_type", "display_data");
    output
        .putObject("data")
        .put("image/png", Base64.getEncoder().encodeToString(png))
        .put("text/plain", "<Figure " + name + ">");
    output.putObject("metadata");
  }

  /// The last line of a traceback is `Name: value`.
  private static void error(ArrayNode outputs, String traceback) {
    var lines = traceback.strip().lines().toList();
    var last = lines.isEmpty() ? "" : lines.getLast();
    int colon = last.indexOf(':');
    var output = outputs.addObject().put("output_type", "error");
    output.put("ename", colon > 0 ? last.substring(0, colon) : last);
    output.put("evalue", colon > 0 ? last.substring(colon + 1).strip() : "");
    var trace = output.putArray("traceback");
    lines.forEach(trace::add);
  }

  /// The notebook as JSON in UTF-8.
  public byte[] toBytes() {
    return Json.bytes(root);
  }
}
