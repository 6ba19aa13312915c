package taskloom.server;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import taskloom.engine.WorkFigures;

/// Writes metrics in the Prometheus text format, version 0.0.4. Not thread-safe; one for each
/// answer.
///
/// Helidon's metrics (4.5.0) are not used: `helidon-metrics` is not published, and its provider for
/// Micrometer alone brings 6.7 MB of jars, Protocol Buffers and OpenTelemetry among them, to the
/// figures that the parts keep anyway.
public final class MetricsText {
  private final StringBuilder text = new StringBuilder(8_192);

  /// What has metrics to tell. Called from any thread, quick.
  @FunctionalInterface
  public interface Source {
    /// Writes them.
    void write(MetricsText metrics);
  }

  /// A value that goes up and down.
  public void gauge(String name, String help, Number value) {
    head(name, help, "gauge");
    sample(name, "", value);
  }

  /// Values that go up and down, by labels whose values are the keys.
  public void gauges(
      String name, String help, List<String> labels, Map<List<String>, ? extends Number> values) {
    head(name, help, "gauge");
    samples(name, labels, values);
  }

  /// A value that only goes up; by convention its name ends in `_total`.
  public void counter(String name, String help, Number value) {
    head(name, help, "counter");
    sample(name, "", value);
  }

  /// Values that only go up, by labels whose values are the keys.
  public void counters(
      String name, String help, List<String> labels, Map<List<String>, ? extends Number> values) {
    head(name, help, "counter");
    samples(name, labels, values);
  }

  /// Durations, told in seconds.
  public void histogram(String name, String help, WorkFigures.Histogram histogram) {
    head(name, help, "histogram");
    var bounds = histogram.boundsMillis();
    var counts = histogram.counts();
    long sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += counts[i];
      var bound = i < bounds.length ? number(bounds[i] / 1e3) : "+Inf";
      sample(name + "_bucket", "{le=\"" + bound + "\"}", sum);
    }
    sample(name + "_sum", "", histogram.totalMillis() / 1e3);
    sample(name + "_count", "", sum);
  }

  /// What has been written.
  @Override
  public String toString() {
    return text.toString();
  }

  private void head(String name, String help, String type) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void samples(
      String name, List<String> labels, Map<List<String>, ? extends Number> values) {
    values.forEach((key, value) -> {
      var all = new StringJoiner(",", "{", "}").setEmptyValue("");
      for (int i = 0; i < labels.size(); i++) {
        all.add(labels.get(i) + "=\"" + escaped(key.get(i)) + "\"");
      }
      sample(name, all.toString(), value);
    });
  }

  private void sample(String name, String labels, Number value) {
    text.append(name).append(labels).append(' ').append(number(value.doubleValue())).append('\n');
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
