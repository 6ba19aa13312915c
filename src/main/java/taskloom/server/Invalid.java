package taskloom.server;

import java.util.List;

/// A request whose fields do not validate; answered with 422 in the published shape, an array of
/// [Problem]s as `detail`.
public final class Invalid extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<Problem> problems;

  /// For one or more problems.
  public Invalid(List<Problem> problems) {
    super(null, null, false, false);
    this.problems = List.copyOf(problems);
  }

  /// For the one problem at `in` (`query`, `body` or `path`) and `field`.
  public Invalid(String in, String field, String msg, String type) {
    this(List.of(new Problem(List.of(in, field), msg, type)));
  }

  /// What is wrong, in the order of the fields.
  public List<Problem> problems() {
    return problems;
  }

  /// One field's problem.
  ///
  /// @param loc where it is, such as `["body","ques_all"]`
  /// @param msg for a person
  /// @param type a stable word, such as `missing` or `value_error`
  public record Problem(List<String> loc, String msg, String type) {}
}
