package taskloom.modeling;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// A built-in problem as `GET /examples` and `GET /config` show it.
///
/// @param source what `POST /example` takes; `name` is the same
public record ExampleView(
    String source,
    String name,
    String title,
    @JsonProperty("comp_template") String compTemplate,
    List<String> files) {
  /// All of them.
  public static List<ExampleView> of(Examples examples) {
    return examples.all().stream()
        .map(example ->
            new ExampleView(
                example.name(),
                example.name(),
                example.title(),
                example.compTemplate().name(),
                List.copyOf(example.files().keySet())))
        .toList();
  }
}
