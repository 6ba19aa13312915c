package taskloom.modeling;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import taskloom.agents.AgentRole;
import taskloom.agents.Agents;
import taskloom.agents.Messages;
import taskloom.agents.PipelineTools;
import taskloom.agents.artifact.Pandoc;
import taskloom.agents.literature.OpenAlex;
import taskloom.model.chat.ChatMetrics;
import taskloom.runner.Converter;
import taskloom.runner.FileBounds;
import taskloom.runner.Interpreters;
import taskloom.runner.Limits;
import taskloom.runner.OwnerQuotas;
import taskloom.runner.Sandbox;
import taskloom.runner.SandboxProbe;
import taskloom.runner.Workspaces;
import taskloom.server.Lazy;
import taskloom.server.Remembered;

/// Everything that modelling needs, put together for the composition root. Close it after the
/// engine has stopped: that ends every interpreter.
public final class Modeling implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Modeling.class.getName());

  /// How long `/status`, which anyone may ask, goes by one look at the runner.
  private static final Duration LOOK_GOOD_FOR = Duration.ofSeconds(5);

  private final Workspaces workspaces;
  private final Interpreters interpreters;
  private final Supplier<Sandbox.Look> look;
  private final @Nullable ChatTeam team;
  private final String otherwise;
  private final ModelingWork work;

  private Modeling(
      Workspaces workspaces,
      Interpreters interpreters,
      Supplier<Sandbox.Look> look,
      @Nullable ChatTeam team,
      String otherwise,
      ModelingWork work) {
    this.workspaces = workspaces;
    this.interpreters = interpreters;
    this.look = look;
    this.team = team;
    this.otherwise = otherwise;
    this.work = work;
  }

  /// Opens it below a data folder that this process alone uses.
  @FunctionalInterface
  public interface Opening {
    /// Opens it; how code runs here is found out when it is first asked for.
    ///
    /// @param ownerOf a task's owner, where there is such a task
    Modeling below(Path data, Function<String, Optional<String>> ownerOf) throws IOException;
  }

  /// Finds out who the agents are.
  ///
  /// @param environment names the models (`TASKLOOM_MODEL_…`, `TASKLOOM_CODER_MODEL_…`, …) and the
  ///   sandbox (`TASKLOOM_SANDBOX`, …)
  /// @param data the tasks' folders are made below it
  /// @param ownerOf a task's owner, where there is such a task
  /// @param otherwise who works where not every agent has a model
  /// @param engine the name of those, for people
  /// @throws IllegalArgumentException with one sentence that names the variable and what it must be
  public static Modeling open(
      ModelingSettings settings,
      Map<String, String> environment,
      Path data,
      Function<String, Optional<String>> ownerOf,
      Agents.Factory otherwise,
      String engine,
      Clock clock)
      throws IOException {
    var sandbox = new Lazy<>(new SandboxProbe(environment)::probe);
    var workspaces =
        new Workspaces(
            data.resolve("tasks"),
            FileBounds.DEFAULTS,
            new OwnerQuotas(settings.ownerStorage(), ownerOf),
            sandbox);
    var interpreters = new Interpreters(sandbox, data.resolve("runner"));
    var team = ChatTeam.from(environment, settings.chat(), clock).orElse(null);
    var tools =
        new PipelineTools(
            workspaces,
            interpreters,
            Limits.DEFAULTS.withCell(settings.cellTimeout()),
            new OpenAlex(settings.openAlex(), settings.openAlexEmail(), Duration.ofSeconds(15)),
            settings.tokenBudget(),
            new Messages(clock));
    var agents = team == null ? otherwise : (Agents.Factory) _ -> team.agents();
    var converter = Converter.of(sandbox, workspaces, settings.pandoc(), Duration.ofMinutes(2));
    return new Modeling(
        workspaces,
        interpreters,
        new Remembered<>(() -> logged(sandbox.get().look()), LOOK_GOOD_FOR, clock),
        team,
        engine,
        new ModelingWork(agents, tools, new Pandoc(converter)));
  }

  private static Sandbox.Look logged(Sandbox.Look look) {
    if (look.reach() == Sandbox.Reach.UNHEALTHY) {
      LOG.log(Level.WARNING, "The runner container does not work: " + look.why());
    }
    return look;
  }

  /// The work on modelling tasks, for the engine.
  public ModelingWork work() {
    return work;
  }

  /// The tasks' files, for the routes.
  public Workspaces workspaces() {
    return workspaces;
  }

  /// How code runs here, for `/status`. Blocks the first caller while it is found out.
  public Sandbox sandbox() {
    return interpreters.sandbox();
  }

  /// How the runner's container is, where there is one, as one look found it within the last
  /// seconds: each look takes a place there that an interpreter may want. Blocks like
  /// [Sandbox#look].
  public Sandbox.Look look() {
    return look.get();
  }

  /// Who an agent is, for people: its model's name, or that of the agents without one.
  public String engine(AgentRole role) {
    return team == null ? otherwise : team.model(role);
  }

  /// What each agent's model calls come to; none for agents without a model.
  public Map<AgentRole, ChatMetrics> modelMetrics() {
    return team == null ? Map.of() : team.metrics();
  }

  @Override
  public void close() {
    interpreters.close();
    if (team != null) {
      team.close();
    }
  }
}
