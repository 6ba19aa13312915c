package taskloom.agents.chat;

import java.util.ArrayList;
import java.util.List;
import taskloom.agents.Cell;
import taskloom.agents.Desk;
import taskloom.agents.ModelingFailure;
import taskloom.model.chat.Tool;
import taskloom.model.chat.ToolArguments;
import taskloom.model.chat.ToolCall;
import taskloom.wire.Json;

/// What the Coder's model may call, and the answers it gets: every call gets one, a bad one says
/// what to do instead. Keeps count of failing cells and of the same call made again and again. For
/// one part and one thread.
final class CoderTools {
  private static final int SHOWN = 8_000;
  private static final int SAME_CALLS = 3;

  static final List<Tool> TOOLS =
      List.of(
          tool(
              "execute_code",
              "Runs Python in the task's interpreter; state is kept between calls.",
              "code"),
          tool("list_files", "Lists the files in the working folder with their sizes."),
          tool(
              "read_file",
              "Gives the beginning of a text file in the working folder.",
              "filename"));

  private final Desk desk;
  private final List<Cell> cells = new ArrayList<>();
  private String lastCall = "";
  private int sameCalls;
  private int failingInARow;

  CoderTools(Desk desk) {
    this.desk = desk;
  }

  /// Cells that were run, in order.
  List<Cell> cells() {
    return cells;
  }

  /// How many cells have failed since the last one that did not.
  int failingInARow() {
    return failingInARow;
  }

  /// How often the last call has been made without another between.
  int sameCalls() {
    return sameCalls;
  }

  /// Whether the last cell failed.
  boolean lastFailed() {
    return !cells.isEmpty() && !cells.getLast().ok();
  }

  /// Whether any cell ran well.
  boolean anyRan() {
    return cells.stream().anyMatch(Cell::ok);
  }

  /// The answer to a call, whatever it is.
  String answer(ToolCall call) throws ModelingFailure, InterruptedException {
    var arguments = ToolArguments.read(call.arguments());
    if (arguments == null) {
      return "Error: the arguments were not valid JSON, so nothing was done. Call again with one complete JSON object.";
    }
    if (repeated(call)) {
      return "Error: this is the same call as before and was not made again; its result would be the same."
          + " Do something else, or finish.";
    }
    return switch (call.name()) {
      case "execute_code" -> execute(arguments.path("code").asText(""));
      case "list_files" -> list();
      case "read_file" -> read(arguments.path("filename").asText(""));
      default ->
          "Error: there is no function called "
              + Excerpts.clip(call.name(), 100)
              + ". There are execute_code, list_files and read_file.";
    };
  }

  private boolean repeated(ToolCall call) {
    var fingerprint = call.name() + ' ' + call.arguments();
    sameCalls = fingerprint.equals(lastCall) ? sameCalls + 1 : 1;
    lastCall = fingerprint;
    return sameCalls >= SAME_CALLS;
  }

  private String execute(String code) throws ModelingFailure, InterruptedException {
    if (code.isBlank()) {
      return "Error: the argument \"code\" is missing or empty.";
    }
    var cell = desk.execute(code);
    cells.add(cell);
    failingInARow = cell.ok() ? 0 : failingInARow + 1;
    return result(cell);
  }

  private static String result(Cell cell) {
    var text = new StringBuilder(Excerpts.clip(cell.output(), SHOWN));
    if (!cell.figures().isEmpty()) {
      text.append("\nFigures saved: ").append(String.join(", ", cell.figures()));
    }
    var error = cell.error();
    if (error != null) {
      text.append('\n').append(Excerpts.clip(error, SHOWN / 2));
    }
    switch (cell.ending()) {
      case OK -> {
        if (text.isEmpty()) {
          text.append("(ran without output)");
        }
      }
      case RAISED -> text.append("\nRepair the code and run it again.");
      case TIMED_OUT -> text.append("\nUse less data, fewer iterations or a faster method.");
      case CRASHED ->
          text.append(
                  "\nThe interpreter ended. The next call gets a new one, in which the cells before this one have")
              .append(
                  " been run again: all their variables are there. Do not repeat what ended it.");
    }
    return text.toString().strip();
  }

  private String list() {
    var text = new StringBuilder();
    desk.listFiles()
        .forEach(
            file -> text.append(file.name()).append(" (").append(file.bytes()).append(" bytes)\n"));
    return text.isEmpty() ? "(no files)" : Excerpts.clip(text.toString(), SHOWN);
  }

  private String read(String name) {
    return name.isBlank()
        ? "Error: the argument \"filename\" is missing or empty."
        : desk.readFile(name, SHOWN);
  }

  private static Tool tool(String name, String description, String... parameters) {
    var schema = Json.mapper().createObjectNode().put("type", "object");
    var properties = schema.putObject("properties");
    var required = schema.putArray("required");
    for (var parameter : parameters) {
      properties.putObject(parameter).put("type", "string");
      required.add(parameter);
    }
    return new Tool(name, description, schema);
  }

  /// `search_papers`, the Writer's one function.
  static Tool searchPapers() {
    return tool(
        "search_papers",
        "Looks up scholarly works in OpenAlex by a few English keywords.",
        "query");
  }
}
