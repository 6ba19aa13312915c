package taskloom.runner;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import taskloom.runner.CellOutcome.OutOfMemory;
import taskloom.runner.CellOutcome.Raised;
import taskloom.runner.CellOutcome.Succeeded;
import taskloom.runner.CellOutcome.TimedOut;

/// Collects what the runner tells of one cell. The runner shares its sandbox with the model's code,
/// so its word is bounded and checked like any other from outside.
final class Transcript {
  private static final int SLACK = 1 << 20;
  private final Limits limits;
  private final CellListener listener;
  private final List<CellOutput> outputs = new ArrayList<>();
  private @Nullable StringBuilder printed;
  private boolean printedError;
  private @Nullable Raised raised;
  private long size;

  Transcript(Limits limits, CellListener listener) {
    this.limits = limits;
    this.listener = listener;
  }

  /// Whether more came than the runner may pass on.
  boolean overflowing() {
    return size > 2L * limits.output() + SLACK;
  }

  /// A message about the running cell.
  void add(JsonNode message) {
    switch (message.path("type").asText()) {
      case "stream" ->
          add(
              new CellOutput.Printed(
                  message.path("name").asText().equals("stderr"), message.path("text").asText()));
      case "left_out" -> add(new CellOutput.LeftOut(message.path("bytes").asLong()));
      case "display" -> {
        var data = new LinkedHashMap<String, String>();
        message.path("data").properties().forEach(e -> data.put(e.getKey(), e.getValue().asText()));
        var figure = message.path("figure").asText("");
        add(
            new CellOutput.Shown(
                message.path("kind").asText().equals("execute_result"),
                data,
                WorkspacePath.isValid(figure) ? figure : null));
      }
      case "error" ->
          raised =
              new Raised(
                  message.path("name").asText(),
                  message.path("value").asText(),
                  message.path("traceback").asText());
      default -> {
        // a newer runner's message that this server does not know
      }
    }
  }

  /// The result once the runner said `done`.
  CellResult done(JsonNode done, Duration limit) {
    var figures = new ArrayList<String>();
    for (var figure : done.path("figures")) {
      if (WorkspacePath.isValid(figure.asText()) && figures.size() < limits.figures()) {
        figures.add(figure.asText());
      }
    }
    return new CellResult(
        outcome(done.path("status").asText(), limit),
        outputs(),
        List.copyOf(figures),
        Duration.ofNanos((long) (done.path("execution_time").asDouble() * 1e9)),
        done.path("execution_count").asInt(),
        done.path("left_out").asLong());
  }

  /// The result when the interpreter went down during the cell.
  CellResult ended(CellOutcome outcome, Duration after) {
    return new CellResult(outcome, outputs(), List.of(), after, 0, 0);
  }

  private CellOutcome outcome(String status, Duration limit) {
    if (status.equals("timeout")) {
      return new TimedOut(limit, true);
    }
    if (raised == null) {
      return new Succeeded();
    }
    return switch (raised.name()) {
      case "MemoryError", "_ArrayMemoryError" -> new OutOfMemory(raised.traceback());
      default -> raised;
    };
  }

  private void add(CellOutput output) {
    switch (output) {
      case CellOutput.Printed(var error, var text) -> {
        if (printed == null || printedError != error) {
          closePrinted();
          printed = new StringBuilder();
          printedError = error;
        }
        printed.append(text);
        size += text.length();
      }
      case CellOutput.Shown shown -> {
        closePrinted();
        outputs.add(shown);
        size += 100 + shown.data().values().stream().mapToLong(String::length).sum();
      }
      case CellOutput.LeftOut _ -> {
        closePrinted();
        outputs.add(output);
        size += 100;
      }
    }
    listener.onOutput(output);
  }

  private List<CellOutput> outputs() {
    closePrinted();
    return List.copyOf(outputs);
  }

  private void closePrinted() {
    if (printed != null) {
      outputs.add(new CellOutput.Printed(printedError, printed.toString()));
      printed = null;
    }
  }
}
