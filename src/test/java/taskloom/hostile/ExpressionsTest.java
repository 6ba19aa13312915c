package taskloom.hostile;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// No expression of ours is super-linear, whatever the text: four times the text, about four times
/// the steps. Steps are looks at a character, so no clock and no busy machine takes part.
class ExpressionsTest {
  /// Makers of expressions out of data; [Expressions] looks into what they make. All others are
  /// constants.
  private static final List<String> MAKERS =
      List.of(
          "taskloom.model.analyst.TimeGrammar",
          "taskloom.model.analyst.EntityShapes",
          "taskloom.playbook.Evidence",
          "taskloom.playbook.Numbering$Way");

  private static final int PAIRS = 25;
  private static final int SMALL = 1 << 10;
  private static final int LARGE = 1 << 18;

  private record Cost(String name, Pattern pattern, Worst.Text text, long steps) {}

  @Test
  void everyExpressionIsLinear() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("ExpressionsTest seed " + seed);
    var random = new Random(seed);
    var all = Expressions.all();
    var slow = new ArrayList<String>();
    var worst = new ArrayList<Cost>();
    for (var each : all.entrySet()) {
      var costs =
          Worst.texts(each.getValue(), random, PAIRS).stream()
              .map(text -> cost(each, text, SMALL))
              .sorted(Comparator.comparingLong(Cost::steps).reversed())
              .toList();
      costs.stream()
          .filter(cost -> !isLinear(cost, SMALL))
          .findFirst()
          .ifPresent(cost -> slow.add(seed + ": " + cost.name() + " on " + cost.text()));
      worst.add(costs.getFirst());
    }
    assertThat(all).hasSizeGreaterThan(100);
    assertThat(slow).isEmpty();
    assertThat(worst).allMatch(cost -> isLinear(cost(cost, LARGE), LARGE));
  }

  private static boolean isLinear(Cost cost, int length) {
    long most = 6 * cost.steps() + 1_000;
    return steps(cost.pattern(), cost.text().of(4 * length), most) <= most;
  }

  private static Cost cost(Map.Entry<String, Pattern> named, Worst.Text text, int length) {
    long steps = steps(named.getValue(), text.of(length), 5_000L * length);
    return new Cost(named.getKey(), named.getValue(), text, steps);
  }

  private static Cost cost(Cost cost, int length) {
    return cost(Map.entry(cost.name(), cost.pattern()), cost.text(), length);
  }

  /// The looks it takes to find all there is, and to compare the whole.
  private static long steps(Pattern pattern, String text, long most) {
    var counted = new CountedText(text, most);
    try {
      var matcher = pattern.matcher(counted);
      while (matcher.find()) {}
      var _ = matcher.reset().matches();
      return counted.steps();
    } catch (CountedText.TooMany | StackOverflowError _) {
      return Long.MAX_VALUE / 8;
    }
  }

  @Test
  void expressionsAreConstantsOrMadeOfDataThatIsTested() {
    noClasses()
        .should()
        .callMethod(String.class, "matches", String.class)
        .orShould()
        .callMethod(String.class, "replaceAll", String.class, String.class)
        .orShould()
        .callMethod(String.class, "replaceFirst", String.class, String.class)
        .orShould()
        .callMethod(Pattern.class, "matches", String.class, CharSequence.class)
        .check(Expressions.CLASSES);
    assertThat(Expressions.users())
        .allSatisfy(user ->
            assertThat(user.getMethodCallsFromSelf())
                .filteredOn(call ->
                    call.getTargetOwner().isEquivalentTo(Pattern.class)
                        && call.getName().equals("compile"))
                .allMatch(call ->
                    call.getOrigin().getName().equals("<clinit>")
                        || MAKERS.contains(user.getName())));
  }

  @Test
  void textsAreSplitAtPlainSignsOnly() throws IOException {
    var split =
        Pattern.compile(
            "(?<![A-Z])\\.split\\((?!\"(?:[^\"\\\\.|?*+()\\[{^$]|\\\\[nt])\"|\"\\\\\\\\[.]\"|\"\\\\\\\\s\\+\")");
    for (var root : List.of("src/main/java", "functions")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        for (var file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          assertThat(Files.readAllLines(file))
              .as(file.toString())
              .noneMatch(line -> split.matcher(line).find());
        }
      }
    }
  }
}
