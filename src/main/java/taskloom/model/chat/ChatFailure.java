package taskloom.model.chat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Why the model gave no answer. The message is one short sentence for a person, in the style of
/// the PulseWeave specification (`DeepSeek API调用失败: 网络超时`); no key, header, address or body of the
/// upstream is ever in it.
public final class ChatFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private final String displayName;
  private final Kind kind;
  private final @Nullable Duration retryAfter;

  /// The failure of a call to what people know as `displayName`.
  ///
  /// @param retryAfter how long the upstream asked to be left alone, or null
  public ChatFailure(String displayName, Kind kind, @Nullable Duration retryAfter) {
    super(sentence(displayName, kind.reason), null, false, false);
    this.displayName = displayName;
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  /// The one way such sentences are built.
  static String sentence(String displayName, String reason) {
    return displayName + " API调用失败: " + reason;
  }

  /// What went wrong.
  public Kind kind() {
    return kind;
  }

  /// What a person is told.
  public String sentence() {
    return sentence(displayName, kind.reason);
  }

  /// The same in English.
  public String englishSentence() {
    return "The call to the " + displayName + " API failed: " + kind.english;
  }

  /// How long the upstream asked to be left alone, or null.
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /// What can go wrong.
  public enum Kind {
    /// Connecting, the first byte, the next token or the whole call took too long.
    TIMEOUT("网络超时", "it did not answer in time", true, true),
    /// No connection: refused, unknown host, no route, no common TLS.
    UNREACHABLE("无法连接到服务", "no connection to the service", true, true),
    /// The connection broke, or the stream ended in the middle.
    CONNECTION_LOST("连接中断", "the connection broke", true, true),
    /// HTTP 5xx, or an error told inside the stream.
    UPSTREAM_ERROR("服务端错误", "the service failed", true, true),
    /// HTTP 429.
    RATE_LIMITED("请求过于频繁，请稍后再试", "too many requests, try again later", true, false),
    /// HTTP 401 or 403.
    REFUSED_KEY("API密钥无效", "the API key is not valid", false, false),
    /// HTTP 402, or 429 because the quota is spent.
    NO_BALANCE("账户余额或配额不足", "the balance or quota is used up", false, false),
    /// HTTP 404.
    UNKNOWN_MODEL("接口地址或模型名称不存在", "there is no such address or model", false, false),
    /// The conversation is longer than the model takes.
    CONTEXT_TOO_LONG("输入内容超出模型的长度限制", "the input is longer than the model takes", false, false),
    /// Any other 3xx or 4xx.
    REJECTED("请求未被接受", "the request was not accepted", false, false),
    /// Not the chat completions protocol.
    BAD_ANSWER("返回内容无法解析", "the answer cannot be read", false, false),
    /// Longer than the bound.
    TOO_LARGE("返回内容过长", "the answer is too long", false, false),
    /// It failed too often lately and is left alone for a while.
    CIRCUIT_OPEN(
        "服务暂时不可用，请稍后再试",
        "the service is unavailable for the moment, try again later",
        false,
        false),
    /// Every permitted call was busy for as long as the whole call may take.
    BUSY("并发调用已满，等待超时", "too many calls at once, none became free in time", false, false);

    private final String reason;
    private final String english;
    private final boolean retried;
    private final boolean upstreamDown;

    Kind(String reason, String english, boolean retried, boolean upstreamDown) {
      this.reason = reason;
      this.english = english;
      this.retried = retried;
      this.upstreamDown = upstreamDown;
    }

    /// Whether the client tries such a call again.
    boolean retried() {
      return retried;
    }

    /// Whether it speaks against the upstream as a whole (the circuit breaker counts it), and not
    /// against this request, key or pace.
    boolean upstreamDown() {
      return upstreamDown;
    }
  }
}
