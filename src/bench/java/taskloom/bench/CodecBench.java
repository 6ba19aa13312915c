package taskloom.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import taskloom.task.TaskEvent;
import taskloom.task.TaskStatus;
import taskloom.wire.ClientMessage;
import taskloom.wire.ClientMessages;
import taskloom.wire.Frames;
import taskloom.wire.ServerMessage;
import taskloom.wire.ServerMessages;

/// The codec of `/ws`, without sockets. Run with `org.openjdk.jmh.Main CodecBench` on the classpath
/// that `infra/bench` makes.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBench {
  private static final Instant AT = Instant.ofEpochMilli(1_704_441_600_123L);
  private static final byte[] RESULT =
      """
      {"task_type":"trip","confidence":0.85,"potential_omissions":["行李","交通工具"],\
      "summary_text":"很确定这是一个出行安排","suggested_plan":"建议提前一晚准备好证件和行李",\
      "priority_level":"high","engine":"stub"}\
      """
          .getBytes(StandardCharsets.UTF_8);

  private final byte[] ping = "{\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_8);
  private final byte[] submit =
      "{\"type\":\"submit_task\",\"data\":{\"text\":\"明早七点去机场，记得身份证和充电宝\"},\"request_id\":\"r-1\"}"
          .getBytes(StandardCharsets.UTF_8);
  private final TaskEvent event =
      new TaskEvent(
          "01a1fd2e-3191-7190-b5a9-1ef84bd3edf6",
          3,
          "c",
          42,
          "task_status_update",
          encodeCompleted(),
          AT);

  /// A heartbeat read.
  @Benchmark
  public ClientMessage parsePing() {
    return ClientMessages.parse(ping, 0, ping.length);
  }

  /// A submission read.
  @Benchmark
  public ClientMessage parseSubmit() {
    return ClientMessages.parse(submit, 0, submit.length);
  }

  /// The answer to a heartbeat written.
  @Benchmark
  public byte[] encodePong() {
    return ServerMessages.encode(new ServerMessage.Pong(AT));
  }

  /// The end of a task written, with its result.
  @Benchmark
  public final byte[] encodeCompleted() {
    return ServerMessages.encode(
        new ServerMessage.TaskStatusUpdate(
            "01a1fd2e-3191-7190-b5a9-1ef84bd3edf6", TaskStatus.COMPLETED, AT, RESULT, null));
  }

  /// A stored message with its cursor put in.
  @Benchmark
  public byte[] frameOfClient() {
    return Frames.ofClient(event);
  }
}
