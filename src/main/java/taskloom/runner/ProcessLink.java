package taskloom.runner;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A runner that is a process of this machine, with or without bubblewrap around it.
final class ProcessLink implements Link {
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);
  private final Process process;
  private final Requests requests;
  private final Answers answers;
  private final AtomicReference<List<Long>> below = new AtomicReference<>(List.of());
  private final AtomicReference<List<ProcessHandle>> inside = new AtomicReference<>(List.of());

  ProcessLink(Process process) {
    this.process = process;
    this.requests = new Requests(process.getOutputStream(), "runner-requests-" + process.pid());
    this.answers = new Answers(process.getInputStream(), "runner-answers-" + process.pid());
    Thread.ofVirtual().name("runner-exit-" + process.pid()).start(this::endInside);
  }

  /// bwrap, which has no right over the user inside, takes nobody along where it is killed itself.
  /// (Not by `onExit`, which needs a thread of the common pool.)
  private void endInside() {
    try {
      process.waitFor();
      inside.get().forEach(ProcessHandle::destroyForcibly);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void send(Object request) {
    requests.send(request);
  }

  @Override
  public @Nullable JsonNode next(Duration patience) throws InterruptedException {
    var answer = answers.next(patience);
    if (answer != null && inside.get().isEmpty()) { // all that the sandbox needs is running
      inside.set(process.descendants().toList());
      if (!process.isAlive()) {
        inside.get().forEach(ProcessHandle::destroyForcibly);
      }
    }
    return answer;
  }

  /// The processes below go first: bubblewrap then sees its own child end and clears up after it.
  /// If it does not do so soon, its own death ends its whole namespace of processes.
  @Override
  public void kill() {
    var known = processes().pids();
    below.compareAndSet(List.of(), known);
    killBelow();
  }

  private void killBelow() {
    var below = process.descendants().toList();
    if (below.isEmpty()) {
      process.destroyForcibly();
    }
    below.forEach(ProcessHandle::destroyForcibly);
    var _ =
        process
            .onExit()
            .completeOnTimeout(process, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .thenAccept(Process::destroyForcibly);
    requests.stop();
    answers.stop();
  }

  /// The sandbox's first process is among those below: when that has ended, the kernel has ended
  /// every other in its namespace, also one that was started while we looked.
  @Override
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    var deadline = System.nanoTime() + patience.toNanos();
    if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    while (below.get().stream().anyMatch(ProcessTree::isAlive)
        || inside.get().stream()
            .anyMatch(each -> each.isAlive() && ProcessTree.isAlive(each.pid()))) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(LOOK_AGAIN);
    }
    return true;
  }

  @Override
  public String lastWords() {
    try {
      if (process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() != 0) {
        return (answers.lastWords() + "\nexit status " + process.exitValue()).strip();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return answers.lastWords();
  }

  @Override
  public ProcessTree processes() {
    return new ProcessTree(List.of(process.pid()));
  }
}
