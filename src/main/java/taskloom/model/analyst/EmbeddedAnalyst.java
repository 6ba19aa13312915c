package taskloom.model.analyst;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import taskloom.model.AnalysisFailure;
import taskloom.model.Analyst;
import taskloom.task.TokenUsage;
import taskloom.wire.Analysis;
import taskloom.wire.Analysis.Entity;
import taskloom.wire.TaskInput;

/// The analyst that needs no network: a lexicon, a grammar of times and rules, all data under
/// `analyst/` on the class path, over HanLP's segmentation. Answers in Chinese or English, as the
/// text is.
///
/// Its knowledge loads once, within [#warmUp] or the first [#analyse]; an answer then takes well
/// under five milliseconds of the caller's thread. Safe from many threads.
public final class EmbeddedAnalyst implements Analyst {
  private static final int MAX_ENTITIES = 100;
  private static final int MAX_SPEAKERS = 50;
  private static final Pattern ANONYMOUS =
      Pattern.compile(
          "(?i)(?:speaker|spk|user|unknown|guest|host|me|self|说话人|用户|我)[\\s_-]{0,3}[\\da-z]{0,4}");

  private final Clock clock;
  private final ZoneId zone;
  private final AtomicBoolean started = new AtomicBoolean();
  private final FutureTask<Mind> mind = new FutureTask<>(Mind::load);

  /// What is loaded.
  private record Mind(Knowledge knowledge, Segmenter segmenter) {
    /// Half of it on a thread of its own.
    static Mind load() throws InterruptedException {
      var words = new FutureTask<>(Dictionaries::loadWords, true);
      Thread.ofPlatform().daemon().name("analyst-words").start(words);
      Knowledge knowledge = Knowledge.load();
      Dictionaries.loadNames();
      try {
        words.get();
        return new Mind(knowledge, Segmenter.warm());
      } catch (ExecutionException e) {
        throw new IllegalStateException("the dictionary does not load", e.getCause());
      }
    }
  }

  /// An analyst that has loaded nothing yet.
  ///
  /// @param clock what "now" is for "in two hours"
  /// @param zone whose days and hours a text means
  public EmbeddedAnalyst(Clock clock, ZoneId zone) {
    this.clock = clock;
    this.zone = zone;
  }

  /// Loads, and returns when it has. A second call waits for the first.
  public void warmUp() throws InterruptedException {
    mind();
  }

  @Override
  public String name() {
    return "taskloom-embedded";
  }

  @Override
  public Answer analyse(TaskInput input) throws AnalysisFailure, InterruptedException {
    return new Answer(analysis(mind(), input), TokenUsage.NONE);
  }

  /// Loaded on a thread of its own: an interrupted caller leaves it to the next.
  private Mind mind() throws InterruptedException {
    if (started.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("analyst-load").start(mind);
    }
    try {
      return mind.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the embedded analyst does not load", e.getCause());
    }
  }

  private Analysis analysis(Mind loaded, TaskInput input) throws InterruptedException {
    Knowledge knowledge = loaded.knowledge();
    ZonedDateTime now = ZonedDateTime.now(clock.withZone(zone));
    Text text = Text.of(input.words(), knowledge.simplified());
    Reading reading = read(loaded, text, now);
    Classifier.Verdict verdict = new Classifier(knowledge.rules()).classify(reading);
    List<String> missing =
        new Checklist(knowledge.checklists(), knowledge.omissionLimit())
            .omissions(verdict.type(), reading);
    var phrasing = new Phrasing(knowledge.phrases(), reading, verdict, missing, now);
    var priority = new Priority(knowledge.urgency()).of(verdict.type(), reading, now, audio(input));
    return new Analysis(
        verdict.type().code(),
        verdict.confidence(),
        missing,
        phrasing.summary(),
        phrasing.plan(),
        entities(reading, verdict, input),
        phrasing.tags(),
        priority.code(),
        name());
  }

  private static Reading read(Mind loaded, Text text, ZonedDateTime now)
      throws InterruptedException {
    Knowledge knowledge = loaded.knowledge();
    List<Token> tokens = loaded.segmenter().tokens(text);
    List<Hit> hits = knowledge.lexicon().find(text, tokens);
    var finder = new EntityFinder(knowledge.entities());
    List<Finding> shaped = finder.shaped(text);
    List<TimeFinder.Span> taken =
        shaped.stream()
            .filter(f -> !f.kind().equals("quantity"))
            .map(f -> new TimeFinder.Span(f.begin(), f.end(), f.kind()))
            .toList();
    TimeFinder.Found found = new TimeFinder(knowledge.times()).find(text, now, taken);
    var all = new ArrayList<Finding>(shaped);
    found.times().forEach(t -> all.add(new Finding("time", t.begin(), t.end(), "", "")));
    List<Finding> findings = new ArrayList<>(finder.named(text, tokens, hits, all));
    findings.addAll(shaped);
    findings.sort(Comparator.comparingInt(Finding::begin));
    return Reading.of(text, hits, findings, found);
  }

  private static Optional<JsonNode> audio(TaskInput input) {
    return switch (input) {
      case TaskInput.Text _ -> Optional.empty();
      case TaskInput.Event event -> Optional.of(event.whole().path("audio_features"));
    };
  }

  private static List<Entity> entities(
      Reading reading, Classifier.Verdict verdict, TaskInput input) {
    String raw = reading.text().raw();
    var found = new ArrayList<Finding>();
    for (TimeMention time : reading.found().times()) {
      found.add(
          new Finding(
              "time",
              time.begin(),
              time.end(),
              raw.substring(time.begin(), time.end()),
              time.iso()));
    }
    for (TimeFinder.Step step : reading.found().steps()) {
      found.add(
          new Finding(
              "recurrence",
              step.begin(),
              step.end(),
              raw.substring(step.begin(), step.end()),
              step.value()));
    }
    for (TimeFinder.Span length : reading.found().lengths()) {
      found.add(
          new Finding(
              "duration",
              length.begin(),
              length.end(),
              raw.substring(length.begin(), length.end()),
              length.value()));
    }
    verdict
        .evidence()
        .ifPresent(hit -> {
          String words = TaskClause.trimmed(raw.substring(hit.begin(), hit.end()));
          found.add(new Finding("activity", hit.begin(), hit.end(), words, words));
        });
    found.addAll(reading.findings());
    found.sort(Comparator.comparingInt(Finding::begin));
    var entities = new ArrayList<Entity>();
    var seen = new HashSet<Entity>();
    for (Finding finding : found) {
      var entity = new Entity(type(finding.kind()), finding.text().strip(), finding.value());
      if (entities.size() < MAX_ENTITIES && seen.add(entity)) {
        entities.add(entity);
      }
    }
    speakers(input, entities, seen);
    return List.copyOf(entities);
  }

  private static String type(String kind) {
    return switch (kind) {
      case "city", "foreign", "room" -> "place";
      default -> kind;
    };
  }

  /// The speakers an event names, whatever shape they have.
  private static void speakers(TaskInput input, List<Entity> entities, Set<Entity> seen) {
    if (!(input instanceof TaskInput.Event event)) {
      return;
    }
    int counted = 0;
    for (JsonNode speaker : event.speakers()) {
      String name = speaker.isTextual() ? speaker.asText() : speaker.path("name").asText("");
      var entity = new Entity("person", name.strip(), name.strip());
      boolean known =
          entities.stream()
              .anyMatch(e -> e.type().equals("person") && e.text().equals(entity.text()));
      if (++counted <= MAX_SPEAKERS
          && !name.isBlank()
          && name.length() <= 100
          && !ANONYMOUS.matcher(name.strip()).matches()
          && !known
          && seen.add(entity)) {
        entities.add(entity);
      }
    }
  }
}
