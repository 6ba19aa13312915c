package taskloom.service;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import taskloom.server.MetricsText;

/// What the JVM and the process use.
public final class ProcessMetrics implements MetricsText.Source {
  @Override
  public void write(MetricsText metrics) {
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    metrics.gauge("jvm_memory_used_bytes", "Heap in use", heap.getUsed());
    metrics.gauge("jvm_memory_max_bytes", "Heap at most", heap.getMax());
    metrics.gauge(
        "jvm_threads", "Platform threads", ManagementFactory.getThreadMXBean().getThreadCount());
    var collectors = ManagementFactory.getGarbageCollectorMXBeans();
    metrics.counter(
        "jvm_gc_seconds_total",
        "Time in garbage collection",
        collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum() / 1e3);
    metrics.counter("process_cpu_seconds_total", "CPU time used", cpuSeconds());
    metrics.gauge(
        "process_start_time_seconds",
        "When the process began, since the epoch",
        ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
  }

  private static double cpuSeconds() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .map(duration -> duration.toMillis() / 1e3)
        .orElse(0.0);
  }
}
