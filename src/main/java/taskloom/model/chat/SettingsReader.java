package taskloom.model.chat;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import taskloom.model.chat.ChatSettings.Prices;
import taskloom.model.chat.ChatSettings.Retries;
import taskloom.model.chat.ChatSettings.Timeouts;

/// Reads [ChatSettings] from environment variables. A blank variable counts as unset. What is wrong
/// is told by the variable's name, never by its value: a key pasted into the wrong variable must
/// not reach a log.
final class SettingsReader {
  private static final String DEFAULT = "TASKLOOM_MODEL_";
  private static final String DEEPSEEK_KEY = "DEEPSEEK_API_KEY";
  private static final String DEEPSEEK_URL = "https://api.deepseek.com";
  private static final String DEEPSEEK_MODEL = "deepseek-chat";
  private static final Pattern DURATION = Pattern.compile("(\\d{1,8})\\s*(ms|s|m)?");
  private static final Pattern HEADER_SAFE = Pattern.compile("[\\x21-\\x7e]{1,4096}");
  private static final Pattern LAST_SLASHES = Pattern.compile("(?<!/)/+$");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
  private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");
  private static final Pattern AGENT = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

  private final Map<String, String> environment;

  SettingsReader(Map<String, String> environment) {
    this.environment = environment;
  }

  Optional<ChatSettings> defaults() {
    var url = value(DEFAULT + "BASE_URL");
    var key = value(DEFAULT + "API_KEY");
    var name = value(DEFAULT + "NAME");
    var deepSeekKey = value(DEEPSEEK_KEY);
    if (url == null && deepSeekKey == null) {
      if (key == null && name == null) {
        return Optional.empty();
      }
      throw new IllegalArgumentException(
          "TASKLOOM_MODEL_API_KEY or TASKLOOM_MODEL_NAME is set, but not which service to call:"
              + " set TASKLOOM_MODEL_BASE_URL, or DEEPSEEK_API_KEY for DeepSeek");
    }
    if (url == null) {
      var endpoint = endpoint(DEEPSEEK_URL, DEEPSEEK_KEY);
      return Optional.of(
          settings(List.of(DEFAULT), endpoint, secret(DEEPSEEK_KEY), name, prices(DEFAULT)));
    }
    var endpoint = endpoint(url, DEFAULT + "BASE_URL");
    return Optional.of(
        settings(List.of(DEFAULT), endpoint, keyFor(endpoint, DEFAULT), name, prices(DEFAULT)));
  }

  Optional<ChatSettings> agent(String agent) {
    if (!AGENT.matcher(agent).matches()) {
      throw new IllegalArgumentException("An agent's name is letters, digits and underscores");
    }
    var own = "TASKLOOM_" + agent.toUpperCase(Locale.ROOT) + "_MODEL_";
    var defaults = defaults();
    var url = value(own + "BASE_URL");
    var key = value(own + "API_KEY");
    var name = value(own + "NAME");
    var prefixes = List.of(own, DEFAULT);
    if (url == null) {
      if (defaults.isEmpty()) {
        if (key == null && name == null) {
          return Optional.empty();
        }
        throw new IllegalArgumentException(
            own
                + "API_KEY or "
                + own
                + "NAME is set, but not which service to call: set "
                + own
                + "BASE_URL");
      }
      var base = defaults.get();
      var model = name == null ? base.model() : name;
      return Optional.of(
          settings(
              prefixes,
              base.endpoint(),
              key == null ? base.apiKey() : secret(own + "API_KEY"),
              model,
              pricesOr(own, model.equals(base.model()) ? base.prices() : null)));
    }
    var endpoint = endpoint(url, own + "BASE_URL");
    var same = defaults.filter(base -> base.endpoint().equals(endpoint));
    var model = name == null ? same.map(ChatSettings::model).orElse(null) : name;
    var apiKey = key == null && same.isPresent() ? same.get().apiKey() : keyFor(endpoint, own);
    var inherited =
        same.filter(base -> base.model().equals(model)).map(ChatSettings::prices).orElse(null);
    return Optional.of(settings(prefixes, endpoint, apiKey, model, pricesOr(own, inherited)));
  }

  private ChatSettings settings(
      List<String> prefixes,
      URI endpoint,
      String apiKey,
      @Nullable String name,
      @Nullable Prices prices) {
    if (name == null && !isDeepSeek(endpoint)) {
      throw new IllegalArgumentException(
          prefixes.getFirst()
              + "NAME must name the model to ask for, such as gpt-4o or qwen2.5:7b");
    }
    var model = name == null ? DEEPSEEK_MODEL : name;
    return new ChatSettings(
        endpoint,
        apiKey,
        model,
        displayName(prefixes, endpoint, model),
        prices,
        new Timeouts(
            duration(prefixes, "CONNECT_TIMEOUT", Duration.ofSeconds(10)),
            duration(prefixes, "FIRST_BYTE_TIMEOUT", Duration.ofSeconds(60)),
            duration(prefixes, "TOKEN_TIMEOUT", Duration.ofSeconds(30)),
            duration(prefixes, "CALL_TIMEOUT", Duration.ofMinutes(5))),
        new Retries(
            integer(prefixes, "RETRIES", 4, 0, 20),
            duration(prefixes, "RETRY_BASE", Duration.ofMillis(500)),
            duration(prefixes, "RETRY_CAP", Duration.ofSeconds(30))),
        integer(prefixes, "CONCURRENCY", 256, 1, 100_000),
        integer(prefixes, "MAX_ANSWER", 2 * 1024 * 1024, 1_024, 256 * 1024 * 1024),
        duration(prefixes, "BREAKER_PAUSE", Duration.ofSeconds(10)));
  }

  /// Adds what a base URL leaves out: `https://api.openai.com`, `…/v1` and the whole address all
  /// mean the same.
  private static URI endpoint(String url, String variable) {
    try {
      var uri = new URI(url).parseServerAuthority();
      var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if ((scheme.equals("http") || scheme.equals("https"))
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        var path = LAST_SLASHES.matcher(uri.getRawPath()).replaceFirst("");
        if (path.isEmpty()) {
          path = "/v1";
        }
        if (!path.endsWith("/chat/completions")) {
          path += "/chat/completions";
        }
        return new URI(scheme + "://" + uri.getRawAuthority() + path);
      }
    } catch (URISyntaxException _) {
      // answered below; its message would repeat the value
    }
    throw new IllegalArgumentException(
        variable
            + " must be an http or https address without user name, query or fragment,"
            + " such as http://localhost:11434/v1");
  }

  /// The key beside a base URL; DeepSeek's own key goes to DeepSeek alone.
  private String keyFor(URI endpoint, String prefix) {
    if (value(prefix + "API_KEY") != null) {
      return secret(prefix + "API_KEY");
    }
    return isDeepSeek(endpoint) && value(DEEPSEEK_KEY) != null ? secret(DEEPSEEK_KEY) : "";
  }

  private String secret(String variable) {
    var key = value(variable);
    if (key == null || !HEADER_SAFE.matcher(key).matches()) {
      throw new IllegalArgumentException(
          variable + " holds characters that an API key cannot have; copy it again");
    }
    return key;
  }

  private String displayName(List<String> prefixes, URI endpoint, String model) {
    var given = value(prefixes.getFirst() + "DISPLAY_NAME");
    if (given != null) {
      return shortened(given);
    }
    var host = endpoint.getHost().toLowerCase(Locale.ROOT);
    if (isDeepSeek(endpoint)) {
      return "DeepSeek";
    }
    if (host.equals("api.openai.com")) {
      return "OpenAI";
    }
    return endpoint.getPort() == 11434 ? "Ollama" : shortened(model);
  }

  private static String shortened(String name) {
    return name.codePointCount(0, name.length()) <= 40
        ? name
        : name.substring(0, name.offsetByCodePoints(0, 40));
  }

  private static boolean isDeepSeek(URI endpoint) {
    return endpoint.getScheme().equals("https")
        && endpoint.getHost().equalsIgnoreCase("api.deepseek.com");
  }

  private @Nullable Prices pricesOr(String prefix, @Nullable Prices otherwise) {
    var own = prices(prefix);
    return own == null ? otherwise : own;
  }

  private @Nullable Prices prices(String prefix) {
    var prompt = price(prefix + "PROMPT_PRICE");
    var completion = price(prefix + "COMPLETION_PRICE");
    if (prompt == null && completion == null) {
      return null;
    }
    if (prompt == null || completion == null) {
      throw new IllegalArgumentException(
          prefix + "PROMPT_PRICE and " + prefix + "COMPLETION_PRICE must be set together");
    }
    return new Prices(prompt, completion);
  }

  private @Nullable BigDecimal price(String variable) {
    var value = value(variable);
    if (value == null) {
      return null;
    }
    if (!NUMBER.matcher(value).matches()) {
      throw new IllegalArgumentException(
          variable + " must be the price of a million tokens, such as 0.27");
    }
    return new BigDecimal(value);
  }

  private Duration duration(List<String> prefixes, String name, Duration otherwise) {
    var variable = variable(prefixes, name);
    var value = variable == null ? null : value(variable);
    if (value == null) {
      return otherwise;
    }
    var match = DURATION.matcher(value);
    if (match.matches()) {
      var number = Long.parseLong(match.group(1));
      var duration =
          switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case null, default -> Duration.ofSeconds(number);
          };
      if (duration.isPositive() && duration.compareTo(Duration.ofDays(1)) <= 0) {
        return duration;
      }
    }
    throw new IllegalArgumentException(
        variable + " must be a time of at most a day, such as 500ms, 30s or 5m");
  }

  private int integer(List<String> prefixes, String name, int otherwise, int min, int max) {
    var variable = variable(prefixes, name);
    var value = variable == null ? null : value(variable);
    if (value == null) {
      return otherwise;
    }
    if (WHOLE.matcher(value).matches()) {
      var number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        "%s must be a whole number from %d to %d".formatted(variable, min, max));
  }

  private @Nullable String variable(List<String> prefixes, String name) {
    return prefixes.stream()
        .map(prefix -> prefix + name)
        .filter(variable -> value(variable) != null)
        .findFirst()
        .orElse(null);
  }

  private @Nullable String value(String variable) {
    var value = environment.get(variable);
    return value == null || value.isBlank() ? null : value.strip();
  }
}
