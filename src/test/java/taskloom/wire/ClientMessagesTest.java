package taskloom.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

class ClientMessagesTest {
  private static final String ID = "20250117-153000-a1b2c3d4";

  @Test
  void readsEveryMessage() {
    assertThat(parse("{\"type\":\"ping\"}")).isEqualTo(new ClientMessage.Ping(null));
    assertThat(parse(" {\"x\":[1,{}],\"request_id\":\"r\",\"type\":\"get_stats\"} "))
        .isEqualTo(new ClientMessage.GetStats("r"));
    assertThat(parse("{\"type\":\"get_my_tasks\",\"request_id\":null}"))
        .isEqualTo(new ClientMessage.GetMyTasks(null));
    assertThat(parse("{\"type\":\"get_task_status\",\"task_id\":\"%s\"}".formatted(ID)))
        .isEqualTo(new ClientMessage.GetTaskStatus(ID, null));
    assertThat(parse("{\"type\":\"cancel_task\",\"task_id\":\"%s\"}".formatted(ID)))
        .isEqualTo(new ClientMessage.CancelTask(ID, null));
    assertThat(
            parse(
                "{\"type\":\"submit_task\",\"data\":{\"text\":\"a\",\"idempotency_key\":\"k\"},\"request_id\":\"r\"}"))
        .isEqualTo(new ClientMessage.SubmitTask(new TaskInput.Text("a"), "k", "r"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                                          | INVALID_JSON
          ` `                                                         | INVALID_JSON
          {                                                           | INVALID_JSON
          nonsense                                                    | INVALID_JSON
          {"type":"ping"} x                                           | INVALID_JSON
          {"type":"ping"}{"type":"ping"}                              | INVALID_JSON
          {"type":"ping","type":"ping"}                               | INVALID_JSON
          {'type':'ping'}                                             | INVALID_JSON
          {"type":"ping","x":NaN}                                     | INVALID_JSON
          []                                                          | INVALID_REQUEST
          "ping"                                                      | INVALID_REQUEST
          7                                                           | INVALID_REQUEST
          null                                                        | INVALID_REQUEST
          {}                                                          | UNKNOWN_TYPE
          {"type":null}                                               | UNKNOWN_TYPE
          {"type":7}                                                  | UNKNOWN_TYPE
          {"type":"pong"}                                             | UNKNOWN_TYPE
          {"type":"PING"}                                             | UNKNOWN_TYPE
          {"type":"\\ud800"}                                          | UNKNOWN_TYPE
          {"type":"ping","request_id":7}                              | INVALID_REQUEST
          {"type":"ping","request_id":""}                             | INVALID_REQUEST
          {"type":"ping","request_id":"\\ud800"}                      | INVALID_REQUEST
          {"type":"submit_task"}                                      | INVALID_REQUEST
          {"type":"submit_task","data":"text"}                        | INVALID_REQUEST
          {"type":"submit_task","data":{"text":"a","idempotency_key":1}} | INVALID_REQUEST
          {"type":"get_task_status"}                                  | INVALID_REQUEST
          {"type":"get_task_status","task_id":7}                      | INVALID_REQUEST
          {"type":"get_task_status","task_id":""}                     | TASK_NOT_FOUND
          {"type":"get_task_status","task_id":"../../etc/passwd"}     | TASK_NOT_FOUND
          {"type":"cancel_task","task_id":"a\\u0000"}                 | TASK_NOT_FOUND
          {"type":"cancel_task","task_id":"a-1"}                      | TASK_NOT_FOUND
          """)
  void refuses(String text, ErrorCode code) {
    assertThat(refusal(text).code()).isEqualTo(code);
  }

  @Test
  void boundsDepthNumbersAndKeys() {
    var deep = "[".repeat(10_000) + "]".repeat(10_000);
    assertThat(refusal("{\"type\":\"ping\",\"x\":" + deep + "}").code())
        .isEqualTo(ErrorCode.INVALID_JSON);
    assertThat(refusal("{\"type\":\"ping\",\"x\":" + "9".repeat(1_000) + "}").code())
        .isEqualTo(ErrorCode.INVALID_JSON);
    assertThat(refusal("{\"type\":\"ping\",\"request_id\":\"" + "r".repeat(129) + "\"}").code())
        .isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void saysWhatIsWrongInTheSpecificationsWords() {
    assertThat(refusal("{").sentence()).isEqualTo("无效的JSON格式");
    assertThat(refusal("{\"type\":\"dance\"}").sentence()).isEqualTo("未知的消息类型: dance");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"request_id":"r","type":"dance"}            | r
          {"x":{"request_id":"no"},"request_id":"r"}   | r
          {"request_id":"r","type":                    | r
          {"request_id":"r","request_id":"s"}          | r
          {"type": nonsense,"request_id":"r"}          |
          {"request_id":7}                             |
          {"request_id":"\\ud800"}                     |
          []                                           |
          """)
  void findsTheRequestIdOfARefusedMessage(String text, String requestId) {
    assertThat(requestIdOf(text)).isEqualTo(requestId);
  }

  private static Refusal refusal(String text) {
    return catchThrowableOfType(Refusal.class, () -> parse(text));
  }

  /// What would be `{}` in UTF-16 is no JSON in UTF-8.
  @Test
  void takesNothingForAnotherEncoding() {
    assertThat(refusal("\u0000{\u0000}").code()).isEqualTo(ErrorCode.INVALID_JSON);
    assertThat(refusal("{\u0000}\u0000").code()).isEqualTo(ErrorCode.INVALID_JSON);
  }

  private static ClientMessage parse(String text) {
    var utf8 = text.getBytes(StandardCharsets.UTF_8);
    return ClientMessages.parse(utf8, 0, utf8.length);
  }

  private static @Nullable String requestIdOf(String text) {
    var utf8 = text.getBytes(StandardCharsets.UTF_8);
    return ClientMessages.requestIdOf(utf8, 0, utf8.length);
  }
}
