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
import taskloom.files.DeleteFile;
import taskloom.files.DownloadAll;
import taskloom.files.DownloadLinks;
import taskloom.files.GetDownloadUrl;
import taskloom.files.GetFileContent;
import taskloom.files.GetStatic;
import taskloom.files.ListFiles;
import taskloom.files.TaskFolders;
import taskloom.files.UploadFiles;
import taskloom.history.DeleteHistoryTask;
import taskloom.history.GetHistoryEvents;
import taskloom.history.GetHistoryTask;
import taskloom.history.ListTasks;
import taskloom.history.PinTask;
import taskloom.history.PutHistoryTask;
import taskloom.modeling.Examples;
import taskloom.modeling.GetExamples;
import taskloom.modeling.GetTrack;
import taskloom.modeling.GetWriterSequence;
import taskloom.modeling.PostExample;
import taskloom.modeling.PostModeling;
import taskloom.modeling.Reception;
import taskloom.runner.Workspaces;
import taskloom.server.EventPages;
import taskloom.server.EventStreams;
import taskloom.server.Lazy;
import taskloom.server.Route;
import taskloom.service.GetConfig;
import taskloom.service.GetHealth;
import taskloom.service.GetHealth.Check;
import taskloom.service.GetMetrics;
import taskloom.service.GetOpenApi;
import taskloom.service.GetSocket;
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
        new Route.Open(GET, "/ws", group, new GetSocket()),
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
  static List<Route> console() {
    var group = "console";
    var assets = new Lazy<>(Assets::read);
    var libraries = new Lazy<>(Libraries::read);
    return List.of(
        new Route.Open(GET, "/", group, new GetPage(assets, libraries)),
        new Route.Open(GET, "/console/{version}/{file}", group, new GetAsset(assets)),
        new Route.Open(
            GET, "/lib/{library}/{version}/{+path}", group, new GetLibraryFile(libraries)),
        new Route.Open(GET, "/taskloom.js", group, new GetClientModule(assets)));
  }

  /// `/modeling` and its neighbours.
  static List<Route> modeling(
      Tasks tasks, TaskStore store, Workspaces workspaces, Examples examples) {
    var group = "modeling";
    var reception = new Reception(tasks, workspaces);
    return List.of(
        new Route.Owned(POST, "/modeling", group, new PostModeling(reception)),
        new Route.Owned(POST, "/example", group, new PostExample(reception, examples)),
        new Route.Open(GET, "/task/{task_id}", group, new GetSocket()),
        new Route.Open(GET, "/examples", group, new GetExamples(examples)),
        new Route.Open(GET, "/writer_seque", group, new GetWriterSequence()),
        new Route.Owned(GET, "/track", group, new GetTrack(tasks, store)));
  }

  /// The files in the tasks' folders.
  static List<Route> files(TaskFolders folders, DownloadLinks links) {
    var group = "files";
    var task = "/{task_id}";
    var file = new GetStatic(folders);
    return List.of(
        new Route.Owned(GET, task + "/files", group, new ListFiles(folders)),
        new Route.Owned(POST, task + "/upload", group, new UploadFiles(folders)),
        new Route.Owned(GET, task + "/file-content", group, new GetFileContent(folders)),
        new Route.Owned(GET, task + "/download-url", group, new GetDownloadUrl(folders, links)),
        new Route.Owned(GET, task + "/download-all", group, new DownloadAll(folders)),
        new Route.Owned(DELETE, task + "/file", group, new DeleteFile(folders)),
        new Route.Linked(GET, "/static/{task_id}/{+filename}", group, file, links::caller));
  }

  /// What operators and monitors ask; served whatever function sets are.
  static List<Route> service(
      Tasks tasks, TaskStore store, GetStatus status, GetStats stats, GetMetrics metrics) {
    var group = "service";
    var ready = ready(tasks, store);
    return List.of(
        new Route.Open(GET, "/status", group, status),
        new Route.Owned(GET, "/stats", group, stats),
        new Route.Open(GET, "/observe/health", group, new GetHealth(ready)),
        new Route.Open(GET, "/observe/health/live", group, new GetHealth(List.of())),
        new Route.Open(GET, "/observe/health/ready", group, new GetHealth(ready)),
        new Route.Open(GET, "/observe/health/started", group, new GetHealth(ready.subList(0, 1))),
        new Route.Owned(GET, "/observe/metrics", group, metrics),
        new Route.Open(GET, "/openapi", group, new GetOpenApi(status.functions())));
  }

  /// What has to hold before there is work to be sent here.
  static List<Check> ready(Tasks tasks, TaskStore store) {
    return List.of(new Check("tasks", tasks::isOpen), new Check("store", () -> isReachable(store)));
  }

  /// What clients ask beforehand.
  static Route config(GetConfig config) {
    return new Route.Open(GET, "/config", "service", config);
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
