package taskloom.agents;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A work of the literature, as OpenAlex knows it.
///
/// @param id OpenAlex's, as `W2741809807`: what citations name
/// @param year of publication, 0 where not known
/// @param venue journal or proceedings, may be empty
/// @param abstractText may be empty
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Work(
    String id,
    String title,
    List<String> authors,
    int year,
    String venue,
    @Nullable String doi,
    String abstractText) {
  /// Copies the list.
  public Work {
    authors = List.copyOf(authors);
  }
}
