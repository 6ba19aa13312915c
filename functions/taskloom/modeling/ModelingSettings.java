package taskloom.modeling;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import taskloom.agents.chat.ChatLimits;
import taskloom.server.Environment;

/// What a person can set about modelling, read from the environment once.
///
/// @param tokenBudget tokens a task may use, 0 for no bound (`TASKLOOM_TOKEN_BUDGET`)
/// @param cellTimeout for one cell of code (`TASKLOOM_CELL_TIMEOUT`, seconds)
/// @param openAlex where literature is looked up (`TASKLOOM_OPENALEX_URL`)
/// @param openAlexEmail who asks there, may be empty (`TASKLOOM_OPENALEX_EMAIL`)
/// @param ownerStorage bytes that all tasks of an owner may hold together before no more is
///   uploaded, 0 for no bound (`TASKLOOM_OWNER_STORAGE`, in MB)
/// @param pandoc the program that makes Word and LaTeX (`TASKLOOM_PANDOC`)
public record ModelingSettings(
    long tokenBudget,
    Duration cellTimeout,
    ChatLimits chat,
    URI openAlex,
    String openAlexEmail,
    long ownerStorage,
    String pandoc) {
  private static final long MB = 1_000_000;

  /// Reads the environment.
  ///
  /// @throws IllegalArgumentException with one sentence that names the variable and what it must be
  public static ModelingSettings from(Environment environment) {
    var chat = ChatLimits.DEFAULTS;
    return new ModelingSettings(
        environment.integer("TASKLOOM_TOKEN_BUDGET", 0, 0, Integer.MAX_VALUE),
        environment.seconds(
            "TASKLOOM_CELL_TIMEOUT",
            Duration.ofSeconds(300),
            Duration.ofSeconds(1),
            Duration.ofHours(6)),
        new ChatLimits(
            environment.integer("TASKLOOM_CONTEXT_TOKENS", chat.contextTokens(), 4_000, 10_000_000),
            environment.integer("TASKLOOM_CODER_TURNS", chat.turns(), 1, 1_000),
            environment.integer("TASKLOOM_CODER_REPAIRS", chat.repairs(), 0, 100),
            chat.outages(),
            chat.outagePause()),
        address(environment.text("TASKLOOM_OPENALEX_URL", "https://api.openalex.org")),
        environment.text("TASKLOOM_OPENALEX_EMAIL", ""),
        environment.integer("TASKLOOM_OWNER_STORAGE", 10_000, 0, 1_000_000_000) * MB,
        environment.text("TASKLOOM_PANDOC", "pandoc"));
  }

  private static String withoutSlash(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '/') {
      end--;
    }
    return text.substring(0, end);
  }

  private static URI address(String text) {
    try {
      var uri = new URI(withoutSlash(text));
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "TASKLOOM_OPENALEX_URL must be an http or https address such as https://api.openalex.org");
  }
}
