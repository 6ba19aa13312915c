package taskloom.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import taskloom.HttpFixture;
import taskloom.Taskloom;
import taskloom.model.Analyst;
import taskloom.modeling.Modeling;
import taskloom.modeling.ModelingSettings;
import taskloom.server.Environment;
import taskloom.server.Route;
import taskloom.server.Settings;
import taskloom.server.StartRefusal;
import taskloom.task.TokenUsage;
import taskloom.testing.NoAgents;
import taskloom.wire.Analysis;
import taskloom.wire.Json;
import taskloom.wire.TaskInput;

class GetOpenApiTest {
  /// No task is submitted here.
  private record NoAnalyst() implements Analyst {
    @Override
    public String name() {
      return "none";
    }

    @Override
    public Answer analyse(TaskInput input) {
      return new Answer(
          new Analysis("other", 0, List.of(), "", "", null, null, null, "none"), TokenUsage.NONE);
    }
  }

  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  @AutoClose private static final HttpFixture http = new HttpFixture();
  private static List<Route> routes;
  private static JsonNode document;

  @BeforeAll
  static void read(@TempDir Path data) throws StartRefusal {
    var variables = Map.of("TASKLOOM_PORT", "0", "TASKLOOM_DATA", data.toString());
    var settings = Settings.from(new Environment(variables));
    try (var taskloom =
        Taskloom.start(
            settings,
            new Taskloom.Parts(new NoAnalyst(), List.of(), GetOpenApiTest::modeling),
            Clock.systemUTC())) {
      routes = taskloom.routes();
    }
    document = http.get("/openapi", "Accept", "application/json").json();
  }

  private static Modeling modeling(Path data, Function<String, Optional<String>> ownerOf)
      throws IOException {
    var settings = ModelingSettings.from(new Environment(Map.of()));
    var environment = Map.of("TASKLOOM_SANDBOX", "none");
    var none = new NoAgents();
    return Modeling.open(
        settings, environment, data, ownerOf, none, NoAgents.NAME, Clock.systemUTC());
  }

  @Test
  void everyRouteIsDescribedAndEveryDescriptionIsARoute() {
    var described = new TreeSet<String>();
    for (var path : document.path("paths").properties()) {
      path.getValue().properties().stream()
          .filter(operation -> METHODS.contains(operation.getKey()))
          .forEach(operation ->
              described.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()));
    }
    var registered =
        routes.stream()
            .map(route -> route.method().text() + " " + described(route))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(described).isEqualTo(registered);
  }

  @Test
  void whatNeedsNoKeyIsSaidToNeedNone() {
    for (var route : routes) {
      var operation =
          document
              .path("paths")
              .path(described(route))
              .path(route.method().text().toLowerCase(Locale.ROOT));
      var open = operation.path("security").isArray() && operation.path("security").isEmpty();
      assertThat(open).as(route.path()).isEqualTo(route instanceof Route.Open);
    }
  }

  @Test
  void everyPathParameterIsDeclaredAndEveryReferenceLeadsSomewhere() {
    for (var reference : document.findValues("$ref")) {
      assertThat(resolved(reference).isObject()).as(reference.textValue()).isTrue();
    }
    for (var path : document.path("paths").properties()) {
      var named =
          PARAMETER.matcher(path.getKey()).results().map((MatchResult m) -> m.group(1)).toList();
      assertThat(pathParameters(path.getValue())).as(path.getKey()).isEqualTo(named);
    }
  }

  @Test
  void itComesAsYamlAndAsJson() {
    var yaml = http.get("/openapi", "Authorization", "Bearer none");
    var json = http.get("/openapi", "Accept", "application/vnd.oai.openapi+json");

    assertThat(yaml.header("Content-Type")).isEqualTo("application/yaml");
    assertThat(json.header("Content-Type")).isEqualTo("application/json");
    assertThat(Json.mapper().<JsonNode>valueToTree(new Yaml().load(yaml.body())))
        .isEqualTo(json.json());
    assertThat(document.path("openapi").textValue()).startsWith("3.1");
  }

  /// `{+name}` may hold a `/`, which OpenAPI has no word for.
  private static String described(Route route) {
    return route.path().replace("{+", "{");
  }

  private static List<String> pathParameters(JsonNode path) {
    var names = new ArrayList<String>();
    for (var each : path.path("parameters")) {
      var parameter = each.has("$ref") ? resolved(each.path("$ref")) : each;
      if (parameter.path("in").asText().equals("path")) {
        names.add(parameter.path("name").textValue());
      }
    }
    return names;
  }

  private static JsonNode resolved(JsonNode reference) {
    return document.at(reference.textValue().substring(1));
  }
}
