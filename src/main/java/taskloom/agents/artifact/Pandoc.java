package taskloom.agents.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import taskloom.agents.ModelingRequest.Template;
import taskloom.agents.Words;
import taskloom.wire.Json;

/// Makes Word and LaTeX of a paper with pandoc, as a child process with a time limit, a bound on
/// its heap and an empty environment.
///
/// The Markdown, which a model wrote, is parsed with `--sandbox` (no files, no network) and without
/// the extensions that pass raw TeX, HTML or XML through. In the parsed document every picture is
/// then replaced by its data, or dropped when it is not one of the paper's own; so the Word writer,
/// which needs pandoc's own data files and therefore runs without `--sandbox`, has nothing left to
/// fetch. Safe from many threads.
public final class Pandoc {
  /// pandoc could not do it.
  public static final class PandocFailure extends Exception {
    private static final long serialVersionUID = 1L;

    PandocFailure(String sentence) {
      super(sentence, null, false, false);
    }

    /// Why, in one sentence for a person.
    public String sentence() {
      var message = getMessage();
      return message == null ? "" : message;
    }
  }

  private static final String MARKDOWN =
      "markdown-citations-raw_html-raw_tex-raw_attribute-yaml_metadata_block"
          + "-pandoc_title_block";
  private static final Pattern HAN = Pattern.compile("\\p{IsHan}");

  /// TeX commands that reach outside the document; in formulas they would get through.
  private static final Pattern REACHING_OUT =
      Pattern.compile(
          "\\\\(?:input|include|openin|openout|write|read|immediate|special|directlua|catcode|csname|usepackage)"
              + "(?![A-Za-z])\\d*");

  private final String program;
  private final Duration limit;

  /// @param program `pandoc`, or where it is
  /// @param limit for one conversion
  public Pandoc(String program, Duration limit) {
    this.program = program;
    this.limit = limit;
  }

  /// A Word document with its contents, real equations and embedded figures.
  public byte[] docx(String markdown, Template template, FigureFiles files)
      throws PandocFailure, InterruptedException {
    var words = Words.of(template);
    var document = parsed(markdown, words);
    embed(document, files);
    boolean chinese = template == Template.CHINA;
    return run(
        words,
        Json.bytes(document),
        "-f",
        "json",
        "-t",
        "docx",
        "--toc",
        "-M",
        "toc-title=" + (chinese ? "目录" : "Contents"),
        "-M",
        "lang=" + (chinese ? "zh-CN" : "en-US"),
        "-o",
        "-");
  }

  /// A LaTeX document on its own, for xelatex; pictures are files beside it.
  public byte[] latex(String markdown, Template template)
      throws PandocFailure, InterruptedException {
    var arguments =
        new ArrayList<>(
            List.of("--sandbox", "-s", "--toc", "-f", "json", "-t", "latex", "-o", "-"));
    switch (template) {
      case CHINA -> arguments.addAll(List.of("-V", "documentclass=ctexart"));
      case AMERICAN -> {
        if (HAN.matcher(markdown).find()) {
          arguments.addAll(List.of("-V", "header-includes=\\usepackage[scheme=plain]{ctex}"));
        }
      }
    }
    var words = Words.of(template);
    var document = parsed(REACHING_OUT.matcher(markdown).replaceAll(""), words);
    return run(words, Json.bytes(document), arguments.toArray(String[]::new));
  }

  private JsonNode parsed(String markdown, Words words) throws PandocFailure, InterruptedException {
    var json =
        run(
            words,
            markdown.getBytes(StandardCharsets.UTF_8),
            "--sandbox",
            "-f",
            MARKDOWN,
            "-t",
            "json",
            "--shift-heading-level-by=-1");
    try {
      return Json.trusted(json);
    } catch (UncheckedIOException _) {
      throw new PandocFailure(words.nestedTooDeep());
    }
  }

  /// Puts the pictures' data in; a picture without any becomes an empty span.
  private static void embed(JsonNode node, FigureFiles files) {
    if (node instanceof ObjectNode object && object.path("t").asText().equals("Image")) {
      var target = object.path("c").path(2);
      var png = files.png(FigureCheck.file(target.path(0).asText()));
      if (png.isPresent() && target instanceof ArrayNode pair) {
        pair.set(0, "data:image/png;base64," + Base64.getEncoder().encodeToString(png.get()));
      } else {
        object.put("t", "Str").put("c", "");
      }
    }
    node.forEach(child -> embed(child, files));
  }

  private byte[] run(Words words, byte[] input, String... arguments)
      throws PandocFailure, InterruptedException {
    try {
      var folder = Files.createTempDirectory("taskloom-pandoc-");
      try {
        return run(words, folder, input, arguments);
      } finally {
        for (var name : List.of("in", "out", "err")) {
          Files.deleteIfExists(folder.resolve(name));
        }
        Files.delete(folder);
      }
    } catch (IOException _) {
      throw new PandocFailure(words.noTemporaryFiles());
    }
  }

  private byte[] run(Words words, Path folder, byte[] input, String... arguments)
      throws IOException, PandocFailure, InterruptedException {
    Files.write(folder.resolve("in"), input);
    var command = new ArrayList<>(List.of(program, "+RTS", "-M1G", "-RTS"));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(folder.resolve("in").toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().clear();
    builder.environment().put("LANG", "C.UTF-8");
    Process process;
    try {
      process = builder.start();
    } catch (IOException _) {
      throw new PandocFailure(words.noPandoc());
    }
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new PandocFailure(words.pandocTimedOut(limit.toSeconds()));
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new PandocFailure(words.pandocFailed(process.exitValue()));
    }
    return Files.readAllBytes(folder.resolve("out"));
  }
}
