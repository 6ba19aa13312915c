package taskloom.service;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import taskloom.server.MetricsText;

/// Readers and how they keep up.
///
/// @param sockets open WebSocket connections
/// @param overflows connections closed because their reader was too slow, since the start
/// @param streams open event streams
public record ConnectionMetrics(IntSupplier sockets, LongSupplier overflows, IntSupplier streams)
    implements MetricsText.Source {
  @Override
  public void write(MetricsText metrics) {
    metrics.gauge("taskloom_sockets", "Open WebSocket connections", sockets.getAsInt());
    metrics.counter(
        "taskloom_outbox_overflows_total",
        "WebSocket connections closed because their reader was too slow",
        overflows.getAsLong());
    metrics.gauge("taskloom_event_streams", "Open event streams", streams.getAsInt());
  }
}
