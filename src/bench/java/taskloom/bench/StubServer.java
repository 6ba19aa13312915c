package taskloom.bench;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import taskloom.Taskloom;
import taskloom.agents.Agents;
import taskloom.model.Analyst;
import taskloom.modeling.Modeling;
import taskloom.modeling.ModelingSettings;
import taskloom.server.Environment;
import taskloom.server.Settings;
import taskloom.server.StartRefusal;
import taskloom.task.TaskKind;
import taskloom.task.TokenUsage;
import taskloom.wire.Analysis;
import taskloom.wire.TaskInput;

/// The whole server with an analyst that answers after `BENCH_MODEL_MILLIS`, or at once, and, where
/// `BENCH_MESSAGES_A_SECOND` is set, modelling tasks that tell so many messages.
final class StubServer {
  private StubServer() {}

  public static void main(String[] args) throws StartRefusal {
    var delay =
        Duration.ofMillis(Long.parseLong(System.getenv().getOrDefault("BENCH_MODEL_MILLIS", "0")));
    var environment = new Environment(System.getenv());
    var pace = environment.integer("BENCH_MESSAGES_A_SECOND", 0, 0, 1_000_000);
    var clock = Clock.systemUTC();
    var analyst = new Stub(delay);
    var parts =
        pace == 0
            ? new Taskloom.Parts(analyst, List.of())
            : new Taskloom.Parts(
                analyst,
                List.of(),
                modeling(environment, clock),
                Map.of(TaskKind.MODELING, new PacedWork(pace, clock)),
                null);
    var taskloom = Taskloom.start(Settings.from(environment), parts, clock);
    System.out.println("Taskloom listens on http://127.0.0.1:" + taskloom.port());
  }

  private static Modeling.Opening modeling(Environment environment, Clock clock) {
    Agents.Factory nobody =
        _ -> {
          throw new IllegalStateException("no agent is asked");
        };
    return (data, ownerOf) ->
        Modeling.open(
            ModelingSettings.from(environment),
            environment.variables(),
            data,
            ownerOf,
            nobody,
            "nobody",
            clock);
  }

  private record Stub(Duration delay) implements Analyst {
    private static final Answer ANSWER =
        new Answer(
            new Analysis(
                "trip",
                0.85,
                List.of("行李", "交通工具"),
                "很确定这是一个出行安排",
                "建议提前一晚准备好证件和行李",
                List.of(),
                List.of("出行"),
                "high",
                "stub"),
            TokenUsage.NONE);

    @Override
    public String name() {
      return "stub";
    }

    @Override
    public Answer analyse(TaskInput input) throws InterruptedException {
      var until = System.nanoTime() + delay.toNanos();
      for (long left = delay.toNanos(); left > 0; left = until - System.nanoTime()) {
        LockSupport.parkNanos(left);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      return ANSWER;
    }
  }
}
