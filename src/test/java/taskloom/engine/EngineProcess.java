package taskloom.engine;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import taskloom.model.Analyst;
import taskloom.store.H2Store;
import taskloom.task.TaskKind;
import taskloom.task.TaskStatus;
import taskloom.task.TokenUsage;
import taskloom.wire.Analysis;
import taskloom.wire.TaskInput;

/// The engine on a store in a process of its own, to be killed or to kill itself: a task whose text
/// is `poison` ends the process, at once or after as many milliseconds as follow (`poison:1000`);
/// every other one takes as many milliseconds as it says.
///
/// Arguments: the data directory, the first control in milliseconds (see [Probation.Pace]), then
/// what to do. `load TEXT…`: submits each, then others without end. `submit TEXT…`: submits each,
/// `N*TEXT` for N of them, and lets work begin when all are acknowledged. `drain`: submits nothing.
/// The last two end when nothing is left to do. A line `submitted ID TEXT` for each acknowledged
/// task.
final class EngineProcess {
  private static final EngineSettings SETTINGS =
      new EngineSettings(256, 1, 10_000, 0, Duration.ofMinutes(1), Duration.ofMinutes(1), 3);

  private static final PrintStream OUT =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  private final CountDownLatch begin = new CountDownLatch(1);
  private final H2Store store;
  private final Tasks tasks;

  private EngineProcess(Path data, Duration control) {
    store = H2Store.open(data, Clock.systemUTC());
    var works = Map.<TaskKind, TaskWork>of(TaskKind.REASONING, new ReasoningWork(new Poisonable()));
    var ordinary = Probation.Pace.ORDINARY;
    var pace = new Probation.Pace(ordinary.watch(), ordinary.patience(), control);
    tasks = new Tasks(store, new Hub(), works, SETTINGS, pace, Clock.systemUTC());
    tasks.start();
  }

  public static void main(String[] args) throws Exception {
    var process = new EngineProcess(Path.of(args[0]), Duration.ofMillis(Long.parseLong(args[1])));
    var texts = List.of(args).subList(3, args.length);
    switch (args[2]) {
      case "load" -> process.load(texts);
      case "submit" -> process.submit(texts);
      case "drain" -> process.begin.countDown();
      default -> throw new IllegalArgumentException(args[2]);
    }
    process.drain();
  }

  private void load(List<String> texts) throws InterruptedException {
    submit(texts);
    var submitters = new ArrayList<Thread>();
    for (int i = 0; i < 100; i++) {
      var caller = new Caller("owner-" + i % 4, null);
      submitters.add(
          Thread.ofVirtual()
              .start(() -> {
                while (true) {
                  submit(caller, Integer.toString(ThreadLocalRandom.current().nextInt(300, 600)));
                }
              }));
    }
    for (var submitter : submitters) {
      submitter.join();
    }
  }

  private void submit(List<String> texts) {
    var caller = new Caller("ann", null);
    for (var text : texts) {
      var parts = text.split("\\*", 2);
      int times = parts.length == 2 ? Integer.parseInt(parts[0]) : 1;
      for (int i = 0; i < times; i++) {
        submit(caller, parts[parts.length - 1]);
      }
    }
    begin.countDown();
  }

  private void submit(Caller caller, String text) {
    var draft = NewTask.reasoning(new TaskInput.Text(text), null);
    var submission = tasks.submit(caller, draft).join();
    OUT.println("submitted " + submission.task().id() + " " + text);
  }

  private void drain() throws InterruptedException {
    while (store.totals().get(TaskStatus.PENDING) + store.totals().get(TaskStatus.PROCESSING) > 0) {
      Thread.sleep(10);
    }
    tasks.stop(Duration.ZERO);
    store.close();
  }

  private final class Poisonable implements Analyst {
    @Override
    public String name() {
      return "poisonable";
    }

    @Override
    public Answer analyse(TaskInput input) throws InterruptedException {
      begin.await();
      if (input.words().startsWith("poison")) {
        var parts = input.words().split(":", 2);
        Thread.sleep(parts.length == 2 ? Integer.parseInt(parts[1]) : 0);
        Runtime.getRuntime().halt(9);
      }
      Thread.sleep(Integer.parseInt(input.words()));
      return new Answer(
          new Analysis("other", 0.1, List.of(), "", "", null, null, null, name()), TokenUsage.NONE);
    }
  }
}
