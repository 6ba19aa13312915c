package taskloom.modeling;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import taskloom.agents.ModelingRequest.Format;
import taskloom.agents.ModelingRequest.Template;

/// The words of a modeling request and what they stand for, in the published order.
public final class ModelingWords {
  /// By their words.
  public static final Map<String, Template> TEMPLATES = templates();

  /// By their words.
  public static final Map<String, Format> FORMATS = formats();

  private ModelingWords() {}

  private static SequencedMap<String, Template> templates() {
    var words = new LinkedHashMap<String, Template>();
    for (var template : Template.values()) {
      words.put(template.name(), template);
    }
    return words;
  }

  private static SequencedMap<String, Format> formats() {
    var words = new LinkedHashMap<String, Format>();
    for (var format : Format.values()) {
      words.put(
          switch (format) {
            case MARKDOWN -> "Markdown";
            case LATEX -> "LaTeX";
          },
          format);
    }
    return words;
  }
}
