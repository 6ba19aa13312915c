package taskloom.model.analyst;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The entities that are known by their shape.
///
/// @param shapes in the order that settles an overlap
/// @param titled a Chinese surname with a title, or 老/小 with a surname
/// @param introducedPerson a word after which a capitalised name is a person
/// @param introducedPlace a word after which a capitalised name is a place
/// @param notNames capitalised words that are neither
record EntityShapes(
    List<Shape> shapes,
    Pattern titled,
    Pattern introducedPerson,
    Pattern introducedPlace,
    Set<String> personWords,
    Set<String> notNames) {

  /// One shape and its kind.
  record Shape(String kind, Pattern pattern) {}

  private static final String NAME =
      "(?<name>[A-Z][a-z'’]{1,20}(?: [A-Z][a-z'’]{1,20}){0,2})(?![A-Za-z])";

  static EntityShapes load(YamlNode file) {
    var shapes =
        file.at("patterns").items().stream()
            .map(node ->
                new Shape(node.at("kind").string(), Pattern.compile(node.at("regex").string())))
            .toList();
    String surname = "[" + file.at("surnames").string() + "]";
    String title = "(?:" + String.join("|", file.at("titles").at("zh").strings()) + ")";
    var before = file.at("before_person").strings();
    return new EntityShapes(
        shapes,
        Pattern.compile(
            surname
                + "(?:[\\u4e00-\\u9fff]{0,2}?)"
                + title
                + "(?![\\u4e00-\\u9fff]?(?:局|店|会议))|[老小](?:"
                + surname
                + ")(?![\\u4e00-\\u9fff]?(?:店|区|吃|镇))"),
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
