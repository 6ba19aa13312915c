package taskloom.playbook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import taskloom.agents.Cell;
import taskloom.agents.Desk;
import taskloom.agents.Language;
import taskloom.agents.ModelingFailure;
import taskloom.agents.Solution.Extent;
import taskloom.wire.Json;

/// What a template wrote to `results/<part>.json`: every text in the task's language, every number
/// computed in the run. Fields that are missing read as empty.
record TemplateResult(ObjectNode json) {
  /// Characters of one result; the longest of them holds some thousand rows.
  private static final int MOST = 4 << 20;

  /// Runs a template's cell and reads what it wrote. A cell that was stopped, crashed or wrote
  /// nothing gives a failed result that says so.
  static TemplateResult of(String template, ObjectNode params, Language language, Desk desk)
      throws ModelingFailure, InterruptedException {
    var cell = desk.execute(Templates.cell(template, params));
    return switch (cell.ending()) {
      case OK, RAISED -> written(params.path("part").asText(), cell, language, desk);
      case TIMED_OUT, CRASHED -> failed(failure(cell, language));
    };
  }

  /// Why a cell did not run to its end, for people.
  static String failure(Cell cell, Language language) {
    return switch (cell.ending()) {
      case OK -> "";
      case RAISED -> language.say("计算出错：", "The computation failed: ") + lastLine(cell);
      case TIMED_OUT ->
          language.say(
              "计算超过了单次运行的时间上限，已停止；可以减少数据量，或提高 TASKLOOM_CELL_TIMEOUT。",
              "The computation took longer than one cell may run and was stopped; hand in less data or raise TASKLOOM_CELL_TIMEOUT.");
      case CRASHED ->
          language.say(
              "计算进程意外结束，多半是内存不足；可以减少数据量。",
              "The interpreter ended, most likely out of memory; hand in less data.");
    };
  }

  private static TemplateResult written(String part, Cell cell, Language language, Desk desk) {
    var result = parsed(desk.readFile("results/" + part + ".json", MOST), language);
    // A cell that raised before it wrote leaves no result, or one of an earlier attempt.
    return cell.ok() || result.extent() == Extent.UNSOLVED
        ? result
        : failed(failure(cell, language));
  }

  private static TemplateResult parsed(String text, Language language) {
    try {
      if (Json.parse(text) instanceof ObjectNode json) {
        return new TemplateResult(json);
      }
    } catch (JsonProcessingException _) {
      // Told below.
    }
    return failed(language.say("计算没有留下可读的结果。", "The computation left no readable result."));
  }

  /// A result that holds nothing but why there is none.
  static TemplateResult failed(String reason) {
    return new TemplateResult(
        JsonNodeFactory.instance.objectNode().put("status", "failed").put("reason", reason));
  }

  /// The last line of a cell's traceback.
  static String lastLine(Cell cell) {
    var error = cell.error();
    return error == null ? "" : error.strip().lines().reduce("", (_, line) -> line);
  }

  Extent extent() {
    return switch (text("status")) {
      case "ok" -> Extent.SOLVED;
      case "partial" -> Extent.PARTLY;
      default -> Extent.UNSOLVED;
    };
  }

  String reason() {
    return text("reason");
  }

  /// A text at the top level.
  String text(String field) {
    return json.path(field).asText("");
  }

  /// A list of sentences at the top level.
  List<String> sentences(String field) {
    return strings(json.path(field));
  }

  JsonNode at(String field) {
    return json.path(field);
  }

  /// The texts in a JSON list.
  static List<String> strings(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(each -> texts.add(each.asText("")));
    return texts;
  }
}
