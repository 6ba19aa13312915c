package taskloom;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import taskloom.agents.AgentRole;
import taskloom.files.GetFileContent;
import taskloom.model.Analyst;
import taskloom.modeling.ExampleView;
import taskloom.modeling.Examples;
import taskloom.modeling.Modeling;
import taskloom.modeling.ModelingForm;
import taskloom.modeling.ModelingWords;
import taskloom.runner.FileBounds;
import taskloom.runner.Sandbox;
import taskloom.server.Bodies;
import taskloom.service.GetStatus.Part;
import taskloom.task.TaskStore;
import taskloom.wire.TaskInput;

/// What the server says of itself in `/status` and `/config`.
///
/// @param groups the function sets it serves
record About(
    List<String> groups,
    Analyst analyst,
    @Nullable Modeling modeling,
    Examples examples,
    boolean needsKey) {

  /// What it depends on.
  SequencedMap<String, Supplier<Part>> parts(TaskStore store) {
    var parts = new LinkedHashMap<String, Supplier<Part>>();
    parts.put("analyst", () -> Part.ok(analyst.name()));
    parts.put(
        "store", () -> Routes.isReachable(store) ? Part.ok("h2") : new Part("h2", "unreachable"));
    if (modeling != null) {
      var coder = Part.ok(modeling.engine(AgentRole.CODER));
      parts.put("modeling", () -> coder);
      parts.put("sandbox", () -> part(modeling));
    }
    return parts;
  }

  private static Part part(Modeling modeling) {
    var sandbox = modeling.sandbox();
    if (!sandbox.available()) {
      return new Part(word(sandbox), "unavailable", publicly(sandbox));
    }
    var look = modeling.look();
    var state =
        switch (look.reach()) {
          case READY -> "ok";
          case FULL -> "full";
          case UNHEALTHY -> "unhealthy";
          case UNREACHABLE -> "unreachable";
        };
    return new Part(word(sandbox), state, look.why());
  }

  /// Why code does not run, without a path of this machine.
  private static String publicly(Sandbox sandbox) {
    return sandbox.message().replace(sandbox.python().toString(), "Python");
  }

  private static String word(Sandbox sandbox) {
    return sandbox.mode().name().toLowerCase(Locale.ROOT);
  }

  /// What is public of its configuration.
  SequencedMap<String, Object> config() {
    var config = new LinkedHashMap<String, Object>();
    config.put("functions", groups);
    config.put("needs_key", needsKey);
    config.put("analyst", analyst.name());
    var limits = new LinkedHashMap<String, Object>();
    limits.put("text_characters", TaskInput.MAX_TEXT);
    limits.put("json_bytes", Bodies.MAX_BYTES);
    config.put("limits", limits);
    if (modeling != null) {
      var agents = new LinkedHashMap<String, String>();
      for (var role : AgentRole.values()) {
        agents.put(role.wireName(), modeling.engine(role));
      }
      config.put("agents", agents);
      config.put("sandbox", word(modeling.sandbox()));
      config.put("comp_templates", ModelingWords.TEMPLATES.keySet());
      config.put("format_outputs", ModelingWords.FORMATS.keySet());
      config.put("examples", ExampleView.of(examples));
      var bounds = FileBounds.DEFAULTS;
      limits.put("problem_characters", ModelingForm.MAX_PROBLEM);
      limits.put("file_bytes", bounds.file());
      limits.put("files", bounds.files());
      limits.put("files_bytes", bounds.total());
      limits.put("file_content_bytes", GetFileContent.MAX_BYTES);
    }
    return config;
  }
}
