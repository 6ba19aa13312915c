package taskloom.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import taskloom.server.Answers;
import taskloom.server.BuildInfo;

/// `GET /status`: this service and what it depends on. Open, so it names no owner, path or address.
public final class GetStatus implements Handler {
  /// How a part this service depends on is.
  ///
  /// @param name which one is in use, such as the analyst's
  /// @param status `ok`, or what is wrong with it in a word
  /// @param reason why, in a sentence, where there is more to say; else empty
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Part(String name, String status, String reason) {
    /// A part whose status says it all.
    public Part(String name, String status) {
      this(name, status, "");
    }

    /// A part that works.
    public static Part ok(String name) {
      return new Part(name, "ok");
    }
  }

  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private record View(
      String service,
      String version,
      String commit,
      String status,
      @JsonProperty("started_at") String startedAt,
      @JsonProperty("uptime_seconds") long uptimeSeconds,
      List<String> functions,
      Map<String, Part> parts) {}

  private final BuildInfo build;
  private final List<String> functions;
  private final SequencedMap<String, Supplier<Part>> parts;
  private final Clock clock;
  private final Instant startedAt;

  /// @param functions the function sets served
  /// @param parts asked at each request, by name, such as `analyst`, `store`, `sandbox`
  public GetStatus(
      BuildInfo build,
      List<String> functions,
      SequencedMap<String, Supplier<Part>> parts,
      Clock clock) {
    this.build = build;
    this.functions = List.copyOf(functions);
    this.parts = new LinkedHashMap<>(parts);
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  /// The function sets served.
  public List<String> functions() {
    return functions;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    var told = new LinkedHashMap<String, Part>();
    parts.forEach((name, part) -> told.put(name, part.get()));
    var ok = told.values().stream().allMatch(part -> part.status().equals("ok"));
    Answers.json(
        request,
        response,
        new View(
            "taskloom",
            build.version(),
            build.commit(),
            ok ? "ok" : "degraded",
            startedAt.truncatedTo(ChronoUnit.SECONDS).toString(),
            Duration.between(startedAt, clock.instant()).toSeconds(),
            functions,
            told));
  }
}
