package taskloom.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StreamMessagesTest {
  private static final Instant AT = Instant.parse("2025-01-17T15:30:01Z");

  static List<Arguments> messages() {
    return List.of(
        Arguments.of(
            new StreamMessage.SystemMessage("任务开始"),
            "{\"type\":\"system\",\"content\":\"任务开始\",\"timestamp\":\"2025-01-17T15:30:01Z\"}"),
        Arguments.of(
            new StreamMessage.AgentMessage("CoderAgent", "start", "c"),
            """
            {"type":"agent","agent_type":"CoderAgent","status":"start","content":"c","timestamp":"2025-01-17T15:30:01Z"}\
            """),
        Arguments.of(
            new StreamMessage.StepMessage("文献检索", 1, 3, "in_progress", "c"),
            """
            {"type":"step","step_name":"文献检索","step_index":1,"total_steps":3,"status":"in_progress","content":"c","timestamp":"2025-01-17T15:30:01Z"}\
            """),
        Arguments.of(
            new StreamMessage.CodeExecutionMessage("print(1)", "1\n", null, 0.25, List.of("a.png")),
            """
            {"type":"code_execution","code":"print(1)","output":"1\\n","error":null,"execution_time":0.25,"figures":["a.png"],"timestamp":"2025-01-17T15:30:01Z"}\
            """),
        Arguments.of(
            new StreamMessage.ProgressMessage(0.5, "eda", "m"),
            """
            {"type":"progress","progress":0.5,"stage":"eda","message":"m","timestamp":"2025-01-17T15:30:01Z"}\
            """),
        Arguments.of(
            new StreamMessage.ErrorMessage("CodeExecutionError", "m", "d"),
            """
            {"type":"error","error_type":"CodeExecutionError","message":"m","details":"d","timestamp":"2025-01-17T15:30:01Z"}\
            """),
        Arguments.of(
            new StreamMessage.CompletionMessage("完成", List.of("res.md")),
            """
            {"type":"success","content":"完成","result_files":["res.md"],"timestamp":"2025-01-17T15:30:01Z"}\
            """));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void writesThePublishedShape(StreamMessage message, String json) {
    var draft = StreamMessages.draft(message, AT);

    assertThat(new String(draft.payload(), StandardCharsets.UTF_8)).isEqualTo(json);
    assertThat(draft.type()).isEqualTo(message.type());
    assertThat(draft.pushed()).isFalse();
  }

  @Test
  void mendsTextThatHasNoUtf8() {
    var draft = StreamMessages.draft(new StreamMessage.SystemMessage("a\ud800b"), AT);

    assertThat(new String(draft.payload(), StandardCharsets.UTF_8)).contains("\"a?b\"");
  }

  @Test
  void knowsAHeartbeat() {
    assertThat(isPing("{\"type\":\"ping\"}")).isTrue();
    assertThat(isPing("ping")).isFalse();
    assertThat(isPing("[]")).isFalse();
    assertThat(new String(StreamMessages.pong(AT), StandardCharsets.UTF_8))
        .contains("\"type\":\"pong\"", "\"timestamp\":\"2025-01-17T15:30:01Z\"");
  }

  private static boolean isPing(String text) {
    var utf8 = text.getBytes(StandardCharsets.UTF_8);
    return StreamMessages.isPing(utf8, 0, utf8.length);
  }
}
