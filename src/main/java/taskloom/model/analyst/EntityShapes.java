package taskloom.model.analyst;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The entities that are known by their shape.
///
/// @param shapes in the order that settles an overlap
/// @param titled what may be a Chinese surname with a title
/// @param familiar what may be a surname after 老 or 小
/// @param surnames the common Chinese surnames
/// @param introducedPerson a word after which a capitalised name is a person
/// @param introducedPlace a word after which a capitalised name is a place
/// @param notNames capitalised words that are neither
record EntityShapes(
    List<Shape> shapes,
    Pattern titled,
    Pattern familiar,
    String surnames,
    Pattern introducedPerson,
    Pattern introducedPlace,
    Set<String> personWords,
    Set<String> notNames) {

  /// One shape and its kind.
  ///
  /// @param digits whether it cannot be without digits
  record Shape(String kind, boolean digits, Pattern pattern) {}

  private static final String HAN = "[\\u4e00-\\u9fff]";
  private static final String NAME =
      "(?<name>[A-Z][a-z'’]{1,20}(?: [A-Z][a-z'’]{1,20}){0,2})(?![A-Za-z])";

  static EntityShapes load(KnowledgeNode file) {
    var shapes =
        file.at("patterns").items().stream()
            .map(node ->
                new Shape(
                    node.at("kind").string(),
                    node.at("in").string("").equals("1"),
                    Pattern.compile(node.at("regex").string())))
            .toList();
    String title = "(?:" + String.join("|", file.at("titles").at("zh").strings()) + ")";
    var before = file.at("before_person").strings();
    return new EntityShapes(
        shapes,
        Pattern.compile(
            "(?<name>"
                + HAN
                + HAN
                + "{0,2}?"
                + title
                + ")(?!(?:局|店|会议)|部|结|是|算|共|体|裁|监|作|程|资|具|厂)(?<!高中老师|任课老师|高中同学)"),
        Pattern.compile("(?<name>[老小]" + HAN + ")(?!(?:店|区|吃|镇))"),
        file.at("surnames").string(),
        Pattern.compile("(?i:\\b(?:" + String.join("|", before) + ")\\b\\.?) " + NAME),
        Pattern.compile(
            "(?i:\\b(?:"
                + String.join("|", file.at("before_place").strings())
                + ")) (?:the )?"
                + NAME),
        Set.copyOf(before),
        Set.copyOf(file.at("not_names").strings()));
  }
}
