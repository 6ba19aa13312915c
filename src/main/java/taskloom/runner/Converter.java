package taskloom.runner;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// Runs pandoc, wherever it is. Safe from many threads.
@FunctionalInterface
public interface Converter {
  /// What pandoc makes of `input` with these arguments (its heap is bounded already); an interrupt
  /// ends it. Blocks, up to a limit of the converter's own.
  ///
  /// @throws ConversionFailure when there is no pandoc, or it fails or takes too long
  byte[] convert(byte[] input, List<String> arguments)
      throws ConversionFailure, InterruptedException;

  /// In the runner's container where there is one, else `program` on this machine. The sandbox is
  /// asked for when something is to be converted.
  ///
  /// @param program `pandoc`, or where it is
  /// @param limit for one conversion
  static Converter of(
      Supplier<Sandbox> sandbox, Workspaces workspaces, String program, Duration limit) {
    var here = new PandocProcess(program, limit);
    return (input, arguments) -> {
      var found = sandbox.get();
      var socket = found.socket();
      var converter =
          socket == null ? here : new PandocInRunner(workspaces, socket, found.lenient(), limit);
      return converter.convert(input, arguments);
    };
  }
}
