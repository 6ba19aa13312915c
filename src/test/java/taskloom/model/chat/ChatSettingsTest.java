package taskloom.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import taskloom.task.TokenUsage;

/// How a model is named in the environment.
class ChatSettingsTest {
  @Test
  void withoutAnyVariableThereIsNoModel() {
    assertThat(ChatSettings.from(Map.of())).isEmpty();
    assertThat(ChatSettings.from(Map.of("DEEPSEEK_API_KEY", " "))).isEmpty();
    assertThat(ChatSettings.from(Map.of("TASKLOOM_MODEL_CONCURRENCY", "9"))).isEmpty();
    assertThat(ChatSettings.from(Map.of(), "coordinator")).isEmpty();
  }

  @Test
  void aDeepSeekKeyAloneIsEnough() {
    var settings = ChatSettings.from(Map.of("DEEPSEEK_API_KEY", "sk-1")).orElseThrow();
    assertThat(settings.endpoint()).hasToString("https://api.deepseek.com/v1/chat/completions");
    assertThat(settings.model()).isEqualTo("deepseek-chat");
    assertThat(settings.displayName()).isEqualTo("DeepSeek");
    assertThat(settings.apiKey()).isEqualTo("sk-1");
    assertThat(settings.concurrency()).isEqualTo(256);
    assertThat(settings.prices()).isNull();
    assertThat(settings.toString()).doesNotContain("sk-1");
  }

  @ParameterizedTest
  @CsvSource({
    "https://api.openai.com, https://api.openai.com/v1/chat/completions",
    "https://api.openai.com/, https://api.openai.com/v1/chat/completions",
    "https://api.openai.com/v1/, https://api.openai.com/v1/chat/completions",
    "http://[::1]:11434/v1, http://[::1]:11434/v1/chat/completions",
    "HTTPS://host/api/v3, https://host/api/v3/chat/completions",
    "http://host/x/chat/completions, http://host/x/chat/completions"
  })
  void aBaseUrlMayLeaveTheRestOut(String url, String endpoint) {
    var settings =
        ChatSettings.from(Map.of("TASKLOOM_MODEL_BASE_URL", url, "TASKLOOM_MODEL_NAME", "m"));
    assertThat(settings.orElseThrow().endpoint()).hasToString(endpoint);
  }

  @ParameterizedTest
  @CsvSource({
    "https://api.openai.com, gpt-4o, OpenAI",
    "http://localhost:11434, qwen2.5:7b, Ollama",
    "http://gpu:8000/v1, Qwen/Qwen3-32B, Qwen/Qwen3-32B"
  })
  void theNamePeopleReadComesFromTheService(String url, String model, String name) {
    var settings =
        ChatSettings.from(Map.of("TASKLOOM_MODEL_BASE_URL", url, "TASKLOOM_MODEL_NAME", model));
    assertThat(settings.orElseThrow().displayName()).isEqualTo(name);
  }

  @Test
  void numbersAndTimesAreReadAndPricesCounted() {
    var environment = new HashMap<String, String>();
    environment.put("DEEPSEEK_API_KEY", "sk-1");
    environment.put("TASKLOOM_MODEL_NAME", "deepseek-reasoner");
    environment.put("TASKLOOM_MODEL_TOKEN_TIMEOUT", "500ms");
    environment.put("TASKLOOM_MODEL_CALL_TIMEOUT", "10m");
    environment.put("TASKLOOM_MODEL_CONNECT_TIMEOUT", "3");
    environment.put("TASKLOOM_MODEL_CONCURRENCY", "2000");
    environment.put("TASKLOOM_MODEL_PROMPT_PRICE", "0.5");
    environment.put("TASKLOOM_MODEL_COMPLETION_PRICE", "2");
    var settings = ChatSettings.from(environment).orElseThrow();
    assertThat(settings.model()).isEqualTo("deepseek-reasoner");
    assertThat(settings.timeouts().betweenTokens()).isEqualTo(Duration.ofMillis(500));
    assertThat(settings.timeouts().call()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.timeouts().connect()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.concurrency()).isEqualTo(2000);
    assertThat(settings.cost(new TokenUsage(1_000, 3_000)).orElseThrow())
        .isEqualByComparingTo(new BigDecimal("0.0065"));
  }

  @ParameterizedTest
  @CsvSource({
    "TASKLOOM_MODEL_CALL_TIMEOUT, sk-secret",
    "TASKLOOM_MODEL_CALL_TIMEOUT, 0",
    "TASKLOOM_MODEL_CONCURRENCY, 0",
    "TASKLOOM_MODEL_CONCURRENCY, 99999999999",
    "TASKLOOM_MODEL_BASE_URL, sk-secret",
    "TASKLOOM_MODEL_BASE_URL, ftp://host",
    "TASKLOOM_MODEL_BASE_URL, https://user:sk-secret@host",
    "TASKLOOM_MODEL_BASE_URL, https://host/?key=sk-secret",
    "TASKLOOM_MODEL_PROMPT_PRICE, 1",
    "DEEPSEEK_API_KEY, sk-secret with a blank"
  })
  void aBadValueIsNamedAndNotRepeated(String variable, String value) {
    var environment = new HashMap<String, String>();
    environment.put("DEEPSEEK_API_KEY", "sk-1");
    environment.put("TASKLOOM_MODEL_NAME", "m");
    environment.put(variable, value);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChatSettings.from(environment))
        .withMessageContaining(variable)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret", "\n"));
  }

  @Test
  void aKeyThatBelongsNowhereIsNotSentAnywhere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChatSettings.from(Map.of("TASKLOOM_MODEL_API_KEY", "sk-1")))
        .withMessageContaining("TASKLOOM_MODEL_BASE_URL");
    var elsewhere =
        Map.of(
            "DEEPSEEK_API_KEY", "sk-1",
            "TASKLOOM_MODEL_BASE_URL", "http://gpu:8000",
            "TASKLOOM_MODEL_NAME", "m");
    assertThat(ChatSettings.from(elsewhere).orElseThrow().apiKey()).isEmpty();
  }

  @Test
  void anAgentMayHaveItsOwnModel() {
    var environment = new HashMap<String, String>();
    environment.put("DEEPSEEK_API_KEY", "sk-deepseek");
    environment.put("TASKLOOM_MODEL_PROMPT_PRICE", "1");
    environment.put("TASKLOOM_MODEL_COMPLETION_PRICE", "2");
    environment.put("TASKLOOM_MODEL_RETRIES", "7");
    environment.put("TASKLOOM_WRITER_MODEL_NAME", "deepseek-reasoner");
    environment.put("TASKLOOM_CODER_MODEL_BASE_URL", "https://api.openai.com/v1");
    environment.put("TASKLOOM_CODER_MODEL_NAME", "gpt-4o");
    environment.put("TASKLOOM_CODER_MODEL_RETRIES", "1");

    var same = ChatSettings.from(environment, "modeler").orElseThrow();
    assertThat(same).isEqualTo(ChatSettings.from(environment).orElseThrow());

    var writer = ChatSettings.from(environment, "writer").orElseThrow();
    assertThat(writer.model()).isEqualTo("deepseek-reasoner");
    assertThat(writer.apiKey()).isEqualTo("sk-deepseek");
    assertThat(writer.prices()).as("another model's prices").isNull();
    assertThat(writer.retries().limit()).isEqualTo(7);

    var coder = ChatSettings.from(environment, "coder").orElseThrow();
    assertThat(coder.endpoint()).hasToString("https://api.openai.com/v1/chat/completions");
    assertThat(coder.apiKey()).as("another service's key").isEmpty();
    assertThat(coder.displayName()).isEqualTo("OpenAI");
    assertThat(coder.retries().limit()).isEqualTo(1);
  }
}
