package taskloom.engine;

import java.time.Duration;

/// Why the engine failed a task that did not come to an end of its own.
public sealed interface GivenUp {
  /// It was begun too often.
  ///
  /// @param begun how often
  record Attempts(int begun) implements GivenUp {}

  /// An attempt took too long.
  record OutOfTime(Duration limit) implements GivenUp {}

  /// Something in the server failed; the log says what.
  record Broken() implements GivenUp {}

  /// It in one sentence, in the manner of PulseWeave's examples.
  default String sentence() {
    return switch (this) {
      case Attempts(var begun) -> "任务已尝试%d次仍未完成".formatted(begun);
      case OutOfTime(var limit) -> "任务超时（%d秒）".formatted(limit.toSeconds());
      case Broken() -> "服务器内部错误";
    };
  }
}
