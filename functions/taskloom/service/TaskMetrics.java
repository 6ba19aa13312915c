package taskloom.service;

import java.util.LinkedHashMap;
import java.util.List;
import taskloom.engine.Tasks;
import taskloom.server.MetricsText;
import taskloom.task.TaskStatus;
import taskloom.task.TaskStore;

/// What the engine and the store count.
public record TaskMetrics(Tasks tasks, TaskStore store) implements MetricsText.Source {
  @Override
  public void write(MetricsText metrics) {
    var work = tasks.figures();
    metrics.gauge("taskloom_queue_depth", "Tasks waiting in this process", work.waiting());
    metrics.gauge("taskloom_tasks_working", "Tasks at work in this process", work.working());
    metrics.gauges(
        "taskloom_tasks", "Tasks in the history by state", List.of("status"), byStatus());
    metrics.histogram(
        "taskloom_task_queue_seconds", "Time from submission to each attempt", work.inQueue());
    metrics.histogram("taskloom_task_work_seconds", "Time attempts took", work.inWork());
    var stored = store.figures();
    metrics.counter("taskloom_store_commits_total", "Transactions committed", stored.commits());
    metrics.counter("taskloom_store_changes_total", "Changes committed", stored.changes());
    metrics.counter("taskloom_store_events_total", "Events committed", stored.events());
    metrics.gauge("taskloom_store_waiting", "Changes waiting for their commit", stored.waiting());
  }

  private LinkedHashMap<List<String>, Long> byStatus() {
    var totals = tasks.totals();
    var values = new LinkedHashMap<List<String>, Long>();
    for (var status : TaskStatus.values()) {
      values.put(List.of(status.word()), totals.getOrDefault(status, 0L));
    }
    return values;
  }
}
