package taskloom.agents;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.io.UncheckedIOException;
import java.util.Locale;
import taskloom.task.Task;
import taskloom.wire.Json;

/// What `POST /modeling` and `POST /example` ask for, validated. As JSON it is the task's `input`.
///
/// @param quesAll the whole problem
/// @param source the built-in example's name, empty for a problem of one's own
@JsonPropertyOrder({"ques_all", "comp_template", "format_output", "source"})
public record ModelingRequest(
    @JsonProperty("ques_all") String quesAll,
    @JsonProperty("comp_template") Template compTemplate,
    @JsonProperty("format_output") Format formatOutput,
    @JsonProperty("source") String source) {

  /// Whose competition: `CHINA` is written in Chinese, `AMERICAN` in English.
  public enum Template {
    CHINA,
    AMERICAN
  }

  /// What is made of the paper beside Markdown and Word.
  public enum Format {
    @JsonProperty("Markdown")
    MARKDOWN,
    @JsonProperty("LaTeX")
    LATEX
  }

  /// As the task's `input`.
  public byte[] toInput() {
    return Json.bytes(this);
  }

  /// Reads a task's `input`.
  ///
  /// @throws ModelingFailure [FailureType#INVALID_REQUEST] when it is not one
  public static ModelingRequest of(Task task) throws ModelingFailure {
    try {
      var node = Json.trusted(task.input());
      var request =
          new ModelingRequest(
              node.path("ques_all").asText(""),
              Template.valueOf(node.path("comp_template").asText("CHINA")),
              Format.valueOf(
                  node.path("format_output").asText("Markdown").toUpperCase(Locale.ROOT)),
              node.path("source").asText(""));
      if (!request.quesAll().isBlank()) {
        return request;
      }
    } catch (IllegalArgumentException | UncheckedIOException _) {
      // Told below.
    }
    throw new ModelingFailure(
        FailureType.INVALID_REQUEST, new Words(Language.of(task)).invalidRequest());
  }
}
