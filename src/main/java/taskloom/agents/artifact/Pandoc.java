package taskloom.agents.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import taskloom.agents.ModelingRequest.Template;
import taskloom.runner.ConversionFailure;
import taskloom.runner.Converter;
import taskloom.wire.Json;

/// Makes Word and LaTeX of a paper with pandoc.
///
/// The Markdown, which a model wrote, is parsed with `--sandbox` (no files, no network) and without
/// the extensions that pass raw TeX, HTML or XML through. In the parsed document every picture is
/// then replaced by its data, or dropped when it is not one of the paper's own; so the Word writer,
/// which needs pandoc's own data files and therefore runs without `--sandbox`, has nothing left to
/// fetch; and before it becomes LaTeX, its formulas are read by [LatexDocument]. Safe from many
/// threads.
public final class Pandoc {
  private static final String MARKDOWN =
      "markdown-citations-raw_html-raw_tex-raw_attribute-latex_macros-yaml_metadata_block"
          + "-pandoc_title_block";
  private static final Pattern HAN = Pattern.compile("\\p{IsHan}");

  private final LatexDocument latex = new LatexDocument();
  private final Converter converter;

  /// @param converter where pandoc is
  public Pandoc(Converter converter) {
    this.converter = converter;
  }

  /// A Word document with its contents, real equations and embedded figures.
  public byte[] docx(String markdown, Template template, FigureFiles files)
      throws ConversionFailure, InterruptedException {
    var document = parsed(markdown);
    embed(document, files);
    boolean chinese = template == Template.CHINA;
    return run(
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
      throws ConversionFailure, InterruptedException {
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
    var document = parsed(markdown);
    latex.settle(document);
    return run(Json.bytes(document), arguments.toArray(String[]::new));
  }

  private JsonNode parsed(String markdown) throws ConversionFailure, InterruptedException {
    var json =
        run(
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
      throw new ConversionFailure("文稿嵌套过深，无法转换", "the paper is nested too deeply to be converted");
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

  private byte[] run(byte[] input, String... arguments)
      throws ConversionFailure, InterruptedException {
    return converter.convert(input, List.of(arguments));
  }
}
