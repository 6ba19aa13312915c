package taskloom.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `result` of a completed reasoning task (PulseWeave, "`result` of a completed task").
///
/// @param taskType such as `trip`
/// @param confidence 0…1
/// @param potentialOmissions what the text does not mention and its kind of task usually needs
/// @param extractedEntities for an event always; for a text where the analyst has them
/// @param priorityLevel `low`, `medium`, `high` or `urgent`
/// @param engine which analyst answered
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
  "task_type",
  "confidence",
  "potential_omissions",
  "summary_text",
  "suggested_plan",
  "extracted_entities",
  "suggested_tags",
  "priority_level",
  "engine"
})
public record Analysis(
    @JsonProperty("task_type") String taskType,
    @JsonProperty("confidence") double confidence,
    @JsonProperty("potential_omissions") List<String> potentialOmissions,
    @JsonProperty("summary_text") String summaryText,
    @JsonProperty("suggested_plan") String suggestedPlan,
    @JsonProperty("extracted_entities") @Nullable List<Entity> extractedEntities,
    @JsonProperty("suggested_tags") @Nullable List<String> suggestedTags,
    @JsonProperty("priority_level") @Nullable String priorityLevel,
    @JsonProperty("engine") String engine) {

  /// Something the text names.
  ///
  /// @param type such as `time`, `person`, `place`, `item`
  /// @param text as it stands in the text
  /// @param value normalised: for a time ISO 8601 with its offset
  public record Entity(
      @JsonProperty("type") String type,
      @JsonProperty("text") String text,
      @JsonProperty("value") String value) {}
}
