package taskloom.modeling;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import taskloom.agents.ModelingRequest;
import taskloom.files.Uploads;
import taskloom.runner.Intake;
import taskloom.server.Invalid;
import taskloom.server.Invalid.Problem;
import taskloom.server.Multipart;

/// The form of `POST /modeling`: `ques_all`, `comp_template`, `format_output`, and `files`. Reads
/// it to its end, so that all that is wrong with its fields is told at once.
public final class ModelingForm {
  /// The longest problem, in characters (UTF-16 units).
  public static final int MAX_PROBLEM = 200_000;

  private static final int MAX_WORD = 100;
  private static final int MAX_PROBLEMS = 20;
  private static final String PROBLEM = "ques_all";
  private static final String TEMPLATE = "comp_template";
  private static final String FORMAT = "format_output";
  private static final String FILES = "files";

  private final Map<String, String> values = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  private ModelingForm() {}

  /// Reads the fields and stores the files.
  ///
  /// @throws Invalid with everything that is wrong
  static ModelingRequest read(Multipart form, Intake intake) throws IOException {
    var read = new ModelingForm();
    for (var part = form.next();
        part.isPresent() && read.problems.size() < MAX_PROBLEMS;
        part = form.next()) {
      read.take(part.get(), intake);
    }
    return read.request();
  }

  private void take(Multipart.Part part, Intake intake) throws IOException {
    try {
      switch (part.name()) {
        case PROBLEM -> text(part, MAX_PROBLEM);
        case TEMPLATE, FORMAT -> text(part, MAX_WORD);
        case FILES -> Uploads.store(intake, part);
        case String other -> wrong(other, "is no field of this form", "unknown");
      }
    } catch (Invalid invalid) {
      problems.addAll(invalid.problems());
    }
  }

  private void text(Multipart.Part part, int max) throws IOException {
    // Known from here on, so that one that is too long is not missing as well.
    var before = values.put(part.name(), "");
    if (before != null) {
      wrong(part.name(), "is there twice", "value_error");
    }
    values.put(part.name(), part.text(max));
  }

  private ModelingRequest request() {
    var problem = values.getOrDefault(PROBLEM, "");
    if (problem.isBlank() && isFine(PROBLEM)) {
      wrong(PROBLEM, "must not be blank", "value_error");
    }
    if (problem.indexOf('\0') >= 0) {
      wrong(PROBLEM, "must be text, without NUL characters", "value_error");
    }
    var template = word(TEMPLATE, ModelingWords.TEMPLATES);
    var format = word(FORMAT, ModelingWords.FORMATS);
    if (template.isPresent() && format.isPresent() && problems.isEmpty()) {
      return new ModelingRequest(problem, template.get(), format.get(), "");
    }
    throw new Invalid(problems);
  }

  private <T> Optional<T> word(String field, Map<String, T> words) {
    var meaning = Optional.ofNullable(words.get(values.getOrDefault(field, "").strip()));
    if (meaning.isEmpty() && isFine(field)) {
      wrong(field, "must be one of " + String.join(", ", words.keySet()), "enum");
    }
    return meaning;
  }

  /// Whether nothing is known to be wrong with a field; says so where it is missing.
  private boolean isFine(String field) {
    if (problems.stream().anyMatch(problem -> problem.loc().getLast().equals(field))) {
      return false;
    }
    if (!values.containsKey(field)) {
      wrong(field, "is required", "missing");
      return false;
    }
    return true;
  }

  private void wrong(String field, String message, String type) {
    problems.add(new Problem(List.of("body", field), message, type));
  }
}
