package taskloom.agents.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Pattern;

/// A document in pandoc's own form, before it becomes LaTeX: nothing that a model wrote is left in
/// it but text, which pandoc's writer escapes, and formulas from a list. Attributes go, for the
/// writer makes commands of them; so do pictures outside the task's folder. Immutable.
final class LatexDocument {
  private static final Pattern ID = Pattern.compile("[\\p{L}\\p{N}._-]{1,200}");
  private static final Pattern LANGUAGE = Pattern.compile("[a-z0-9]{1,20}");
  private static final Pattern SIZE = Pattern.compile("\\d{1,4}(?:\\.\\d{1,4})?(?:%|cm|mm|in|px)");
  private static final Pattern FILE = Pattern.compile("[\\p{L}\\p{N} ._()+=@,/-]{1,300}");

  private final TexMath math = new TexMath();

  /// Changes the document in place. As deep as it nests, which the reader bounds.
  void settle(JsonNode node) {
    if (node instanceof ObjectNode object && object.path("t").isTextual()) {
      element(object);
    }
    node.forEach(this::settle);
  }

  private void element(ObjectNode element) {
    var content = element.path("c");
    switch (element.path("t").asText()) {
      case "Math" -> formula(content);
      case "Code", "CodeBlock" -> code(content);
      case "Header" -> attributes(content.path(1), true);
      case "Span", "Div", "Table" -> attributes(content.path(0), false);
      case "Link" -> link(content);
      case "Image" -> image(element, content);
      case "RawInline", "RawBlock" -> text(element, content.path(1).asText());
      default -> {}
    }
  }

  private void formula(JsonNode content) {
    if (content instanceof ArrayNode pair) {
      pair.set(1, JsonNodeFactory.instance.textNode(math.settled(pair.path(1).asText())));
    }
  }

  /// The language of code stays; it is marked in colours by it.
  private static void code(JsonNode content) {
    var language = content.path(0).path(1).path(0).asText();
    attributes(content.path(0), false);
    if (LANGUAGE.matcher(language).matches()
        && content.path(0).path(1) instanceof ArrayNode classes) {
      classes.add(language);
    }
    if (content instanceof ArrayNode pair) {
      // Where it becomes a verbatim environment, this would end it.
      var code = pair.path(1).asText();
      for (var environment : List.of("verbatim", "Verbatim", "Highlighting", "lstlisting")) {
        code = code.replace("\\end{" + environment, "\\end {" + environment);
      }
      pair.set(1, JsonNodeFactory.instance.textNode(code));
    }
  }

  private static void link(JsonNode content) {
    attributes(content.path(0), false);
    if (content.path(2) instanceof ArrayNode target) {
      target.set(0, JsonNodeFactory.instance.textNode(address(target.path(0).asText())));
      target.set(1, JsonNodeFactory.instance.textNode(""));
    }
  }

  /// An address of the web or of this document; another becomes that of the document itself.
  private static String address(String address) {
    boolean known =
        address.startsWith("https://")
            || address.startsWith("http://")
            || address.startsWith("mailto:")
            || address.startsWith("#");
    return known ? address.replace("\\", "%5C").replace("^", "%5E") : "#";
  }

  private static void image(ObjectNode image, JsonNode content) {
    var attributes = content.path(0);
    var sizes = attributes.path(2).deepCopy();
    attributes(attributes, false);
    if (attributes.path(2) instanceof ArrayNode kept) {
      for (var each : sizes) {
        boolean size =
            each.path(0).asText().equals("width") || each.path(0).asText().equals("height");
        if (size && SIZE.matcher(each.path(1).asText()).matches()) {
          kept.add(each);
        }
      }
    }
    var file = FigureCheck.file(content.path(2).path(0).asText());
    boolean own =
        FILE.matcher(file).matches()
            && !file.startsWith("/")
            && !("/" + file + "/").contains("/../");
    if (!own) {
      text(image, "");
    }
  }

  private static void text(ObjectNode element, String text) {
    element.put("t", "Str").put("c", text);
  }

  /// Empties the attributes `[id, classes, pairs]` but for a plain id.
  private static void attributes(JsonNode attributes, boolean keepId) {
    if (attributes instanceof ArrayNode three && three.size() == 3) {
      var id = three.path(0).asText();
      three.set(0, JsonNodeFactory.instance.textNode(keepId && ID.matcher(id).matches() ? id : ""));
      three.set(1, JsonNodeFactory.instance.arrayNode());
      three.set(2, JsonNodeFactory.instance.arrayNode());
    }
  }
}
