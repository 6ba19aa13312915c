package taskloom;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import taskloom.agents.AgentRole;
import taskloom.agents.Agents;
import taskloom.model.Analyst;
import taskloom.model.CpuPool;
import taskloom.model.FallbackAnalyst;
import taskloom.model.PooledAnalyst;
import taskloom.model.analyst.EmbeddedAnalyst;
import taskloom.model.chat.ChatAnalyst;
import taskloom.model.chat.ChatSettings;
import taskloom.model.chat.HttpChatClient;
import taskloom.modeling.Modeling;
import taskloom.modeling.ModelingSettings;
import taskloom.playbook.Playbook;
import taskloom.server.Environment;
import taskloom.server.FunctionSet;
import taskloom.server.Lazy;
import taskloom.server.Logs;
import taskloom.server.MetricsText;
import taskloom.server.Settings;
import taskloom.server.StartRefusal;
import taskloom.service.ModelMetrics;

/// Starts the server from the environment and stops it on `SIGTERM` or Ctrl-C. Exit code 1: it
/// could not start, and one line on standard error says why.
public final class Main {
  private static final Logger LOG = Logger.getLogger(Main.class.getName());

  private Main() {}

  /// Settings come from the environment; there are no arguments.
  public static void main(String[] args) {
    Carriers.prepare();
    try {
      var clock = Clock.systemUTC();
      var environment = new Environment(System.getenv());
      var settings = Settings.from(environment);
      var modeling = modeling(environment, clock);
      Logs.to(System.out, settings.logJson());
      var model = ChatSettings.from(environment.variables());
      var embedded = new EmbeddedAnalyst(clock, settings.zone());
      // Its answers cost a processor alone: on threads that the kernel preempts.
      var pooled = new PooledAnalyst(embedded, CpuPool.ofMachine());
      var parts = parts(model, pooled, settings, modeling, clock);
      var taskloom = Taskloom.start(settings, parts, clock);
      Runtime.getRuntime().addShutdownHook(new Thread(taskloom::close, "stop"));
      System.out.printf(
          """
          Taskloom listens on http://%s:%d (WebSocket: /ws)
          Analyst: %s%s
          Data: %s
          """,
          settings.host(),
          taskloom.port(),
          parts.analyst().name(),
          taskloom.modeling().map(Main::engineOf).orElse(""),
          settings.data());
      if (settings.functions().contains(FunctionSet.WORK)) {
        // Only now, and in turn: they take the processor that starting needs.
        if (model.isEmpty() || settings.modelFallback()) {
          embedded.warmUp();
        }
        taskloom.modeling().ifPresent(Main::warnWithoutSandbox);
      }
      warnOfUnread(environment.unread());
      taskloom.sweep(clock.instant());
      // What loading leaves behind goes back to the machine: at rest nothing else asks for it.
      System.gc();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IllegalArgumentException | StartRefusal e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static Modeling.Opening modeling(Environment environment, Clock clock) {
    var settings = ModelingSettings.from(environment);
    var playbook = new Lazy<>(Playbook::new);
    Agents.Factory otherwise = task -> playbook.get().of(task);
    return (data, ownerOf) ->
        Modeling.open(
            settings, environment.variables(), data, ownerOf, otherwise, Playbook.NAME, clock);
  }

  private static String engineOf(Modeling modeling) {
    return "; modelling: " + modeling.engine(AgentRole.CODER);
  }

  private static void warnWithoutSandbox(Modeling modeling) {
    if (!modeling.sandbox().available()) {
      LOG.warning(modeling.sandbox().message());
    } else {
      modeling.look(); // which logs a runner that does not work
    }
  }

  private static void warnOfUnread(List<String> names) {
    if (!names.isEmpty()) {
      LOG.warning(
          "Set, but nothing here reads it: %s. The README lists the settings"
              .formatted(String.join(", ", names)));
    }
  }

  /// The model where one is configured, with the embedded analyst behind it if wanted; else the
  /// embedded analyst.
  private static Taskloom.Parts parts(
      Optional<ChatSettings> model,
      Analyst embedded,
      Settings settings,
      Modeling.Opening modeling,
      Clock clock) {
    if (model.isEmpty()) {
      return new Taskloom.Parts(embedded, List.of(), modeling);
    }
    var client = new HttpChatClient(model.get(), clock);
    var metrics = List.<MetricsText.Source>of(new ModelMetrics(client::metrics));
    var chat = new ChatAnalyst(client, model.get(), clock, settings.zone());
    return new Taskloom.Parts(
        settings.modelFallback() ? new FallbackAnalyst(chat, embedded) : chat, metrics, modeling);
  }
}
