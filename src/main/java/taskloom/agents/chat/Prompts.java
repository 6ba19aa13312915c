package taskloom.agents.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import taskloom.agents.ModelingRequest.Template;

/// The agents' prompts: Markdown files among the resources (`modeling/coder.md`), with
/// `{{language}}` and the like to be filled in. Immutable.
final class Prompts {
  private static final Pattern SLOT = Pattern.compile("\\{\\{(\\w+)}}");
  private final Map<String, String> texts = new HashMap<>();

  Prompts() {
    for (var name : List.of("coordinator", "modeler", "coder", "writer", "summary")) {
      texts.put(name, load(name));
    }
  }

  /// The prompt called `name`, in which the paper's language is filled in.
  String text(String name, Template template) {
    return fill(texts.getOrDefault(name, ""), Map.of("language", language(template)));
  }

  private static String language(Template template) {
    return switch (template) {
      case CHINA -> "Simplified Chinese (简体中文)";
      case AMERICAN -> "English";
    };
  }

  private static String fill(String text, Map<String, String> values) {
    return SLOT.matcher(text)
        .replaceAll(slot -> Matcher.quoteReplacement(values.getOrDefault(slot.group(1), "")));
  }

  private static String load(String name) {
    try (var stream = Prompts.class.getResourceAsStream("/modeling/" + name + ".md")) {
      if (stream == null) {
        throw new IllegalStateException("the prompt " + name + " is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
