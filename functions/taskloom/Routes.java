package taskloom;

import static io.helidon.http.Method.DELETE;
import static io.helidon.http.Method.GET;
import static io.helidon.http.Method.POST;
import static io.helidon.http.Method.PUT;

import java.util.List;
import taskloom.console.Assets;
import taskloom.console.GetAsset;
import taskloom.console.GetClientModule;
import taskloom.console.GetLibraryFile;
import taskloom.console.GetPage;
import taskloom.console.Libraries;
import taskloom.engine.Tasks;
import taskloom.history.DeleteHistoryTask;
import taskloom.history.GetHistoryEvents;
import taskloom.history.GetHistoryTask;
import taskloom.history.ListTasks;
import taskloom.history.PinTask;
import taskloom.history.PutHistoryTask;
import taskloom.server.EventPages;
import taskloom.server.EventStreams;
import taskloom.server.Route;
import taskloom.service.GetHealth;
import taskloom.service.GetHealth.Check;
import taskloom.service.GetMetrics;
import taskloom.service.GetOpenApi;
import taskloom.service.GetStats;
import taskloom.service.GetStatus;
import taskloom.task.TaskStore;
import taskloom.tasks.CancelTask;
import taskloom.tasks.GetTask;
import taskloom.tasks.GetTaskEvents;
import taskloom.tasks.PostTask;

/// Every HTTP route, by function set.
final class Routes {
  private Routes() {}

  /// `/tasks`: the PulseWeave half over HTTP.
  static List<Route> pulse(Tasks tasks, TaskStore store, EventStreams streams) {
    var group = "pulse";
    var events = new GetTaskEvents(tasks, new EventPages(store), streams);
    return List.of(
        new Route.Owned(POST, "/tasks", group, new PostTask(tasks)),
        new Route.Owned(GET, "/tasks/{task_id}", group, new GetTask(tasks)),
        new Route.Owned(POST, "/tasks/{task_id}/cancel", group, new CancelTask(tasks)),
        new Route.Owned(GET, "/tasks/{task_id}/events", group, events));
  }

  /// `/history/tasks`: every kind of task.
  static List<Route> history(Tasks tasks, TaskStore store) {
    var group = "history";
    var one = "/history/tasks/{task_id}";
    var events = new GetHistoryEvents(tasks, new EventPages(store));
    return List.of(
        new Route.Owned(GET, "/history/tasks", group, new ListTasks(tasks)),
        new Route.Owned(GET, one, group, new GetHistoryTask(tasks)),
        new Route.Owned(PUT, one, group, new PutHistoryTask(tasks)),
        new Route.Owned(DELETE, one, group, new DeleteHistoryTask(tasks)),
        new Route.Owned(POST, one + "/pin", group, new PinTask(tasks)),
        new Route.Owned(GET, one + "/events", group, events));
  }

  /// The page, its files and the libraries under it.
  static List<Route> console(Assets assets, Libraries libraries) {
    var group = "console";
    return List.of(
        new Route.Open(GET, "/", group, new GetPage(assets, libraries)),
        new Route.Open(GET, "/console/{version}/{file}", group, new GetAsset(assets)),
        new Route.Open(
            GET, "/lib/{library}/{version}/{+path}", group, new GetLibraryFile(libraries)),
        new Route.Open(GET, "/taskloom.js", group, new GetClientModule(assets)));
  }

  /// What operators and monitors ask; served whatever function sets are.
  static List<Route> service(
      Tasks tasks, TaskStore store, GetStatus status, GetStats stats, GetMetrics metrics) {
    var group = "service";
    var open = new Check("tasks", tasks::isOpen);
    var stored = new Check("store", () -> isReachable(store));
    return List.of(
        new Route.Open(GET, "/status", group, status),
        new Route.Owned(GET, "/stats", group, stats),
        new Route.Open(GET, "/observe/health", group, new GetHealth(List.of(open, stored))),
        new Route.Open(GET, "/observe/health/live", group, new GetHealth(List.of())),
        new Route.Open(GET, "/observe/health/ready", group, new GetHealth(List.of(open, stored))),
        new Route.Open(GET, "/observe/health/started", group, new GetHealth(List.of(open))),
        new Route.Owned(GET, "/observe/metrics", group, metrics),
        new Route.Open(GET, "/openapi", group, new GetOpenApi(status.functions())));
  }

  /// Whether the store answers.
  static boolean isReachable(TaskStore store) {
    try {
      return store.find("-").isEmpty();
    } catch (RuntimeException _) {
      return false;
    }
  }
}
