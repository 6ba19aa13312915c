package taskloom.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.ConsoleServer;

/// `taskloom.js` by itself in Node, against the real server: scripts as a user would write them.
class ClientModuleTest {
  @TempDir private Path folder;
  private ConsoleServer server;
  private Process node;
  private BufferedReader lines;

  @BeforeEach
  void start() {
    server =
        new ConsoleServer(folder.resolve("data"), Map.of("TASKLOOM_API_KEYS", "alice:alices-key"));
  }

  @AfterEach
  void stop() {
    if (node != null) {
      node.destroyForcibly();
    }
    server.close();
  }

  @Test
  void submitsIsToldAndLooksBack() throws IOException {
    run(
        """
        const told = [];
        loom.on('update', ({ status }) => told.push(status));
        loom.connect();
        const { task_id: id } = await loom.submit('flight at seven');
        await until(() => told.includes('completed'));
        say(told.join(' '));
        say((await loom.status(id)).result.task_type, (await loom.myTasks()).length, (await loom.stats()).completed_tasks);
        const failed = await loom.submit({ event_id: 'e1', transcript: 'fail at once' });
        await until(() => told.includes('failed'));
        say((await loom.outcome(failed.task_id)).error);
        await loom.rename(id, 'renamed');
        await loom.pin(id, true);
        say((await loom.history({ pinned_only: true })).tasks[0].title);
        await loom.submit('').catch((error) => say(error.name, error.code));
        await loom.task('none').catch((error) => say(error.status, error.code));
        await loom.remove(id);
        say((await loom.history({ pinned_only: true })).total);
        loom.close();
        """);

    assertThat(rest())
        .containsExactly(
            "processing completed",
            "trip 1 1",
            "DeepSeek API调用失败: 网络超时",
            "renamed",
            "TaskloomError invalid_request",
            "404 task_not_found",
            "0");
  }

  @Test
  void aRestartOfTheServerLosesAndDoublesNothing() throws IOException {
    run(
        """
        const updates = [], messages = [];
        loom.on('update', (update) => updates.push(`${update.seq}:${update.status}`));
        loom.connect();
        const { task_id: id } = await loom.submit('hold over the restart');
        await until(() => updates.length === 1);
        const run = await loom.model({ problem: 'hold the run', template: 'CHINA', format: 'Markdown' });
        let why = null;
        loom.watch(run.task_id, { onMessage: ({ seq }) => messages.push(seq), onEnd: (end) => { why = end; } });
        await until(() => messages.length >= 12);
        say('stop');
        await until(() => loom.state === 'waiting');
        const late = loom.submit('sent while it was away');
        say('start');
        await late;
        say('release');
        await until(() => updates.filter((update) => update.endsWith('completed')).length === 2 && why);
        const seqs = updates.map((update) => Number(update.split(':')[0]));
        say(seqs.join() === [...seqs.keys()].map((i) => i + 1).join(), why);
        const kept = (await loom.events(run.task_id)).events.length;
        say(messages.length === kept, messages.every((seq, i) => seq === i + 1));
        const { cursor, clientId } = loom;
        loom.close();
        const again = new Taskloom({ url, key: 'alices-key', clientId, cursor });
        again.on('update', () => say('told twice'));
        again.on('identity', async ({ resumed }) => {
          say(resumed, (await again.myTasks()).length);
          again.close();
        });
        again.connect();
        """);

    assertThat(line()).isEqualTo("stop");
    server.stop();
    assertThat(line()).isEqualTo("start");
    server.start();
    assertThat(line()).isEqualTo("release");
    server.analyst.release("hold over the restart");
    server.modeling.release("hold the run");
    assertThat(rest()).containsExactly("true ended", "true true", "true 2");
  }

  @Test
  void aWrongKeyIsToldAndARightOneHelps() throws IOException {
    run(
        """
        loom.key = 'wrong';
        loom.on('state', (state) => state === 'unauthorized' && say(state));
        loom.connect();
        await until(() => loom.state === 'unauthorized');
        loom.key = 'alices-key';
        loom.retry();
        say((await loom.myTasks()).length);
        loom.watch('none', { onMessage() {}, onEnd: (why) => { say(why); loom.close(); } });
        """);

    assertThat(rest()).containsExactly("unauthorized", "0", "not_found");
  }

  private void run(String script) throws IOException {
    var module = folder.resolve("taskloom.mjs");
    Files.write(module, Objects.requireNonNull(Assets.read().file("taskloom.js")));
    var main = folder.resolve("main.mjs");
    Files.writeString(
        main,
        """
        import { Taskloom } from './taskloom.mjs';
        const url = '%s';
        const say = (...words) => console.log(...words);
        const until = async (condition) => { while (!condition()) await new Promise((next) => setTimeout(next, 10)); };
        const loom = new Taskloom({ url, key: 'alices-key' });
        """
                .formatted(server.address())
            + script);
    node =
        new ProcessBuilder("node", "--experimental-websocket", "--no-warnings", main.toString())
            .redirectErrorStream(true)
            .start();
    lines =
        new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    return lines.readLine();
  }

  private List<String> rest() throws IOException {
    var all = new ArrayList<String>();
    for (var line = line(); line != null; line = line()) {
      all.add(line);
    }
    return all;
  }
}
