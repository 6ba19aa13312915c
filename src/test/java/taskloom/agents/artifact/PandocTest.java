package taskloom.agents.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.agents.ModelingRequest.Template;
import taskloom.runner.ConversionFailure;
import taskloom.runner.PandocProcess;

class PandocTest {
  private static final byte[] PNG =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
  private static final FigureFiles FILES =
      name -> name.equals("图 1.png") || name.equals("a.png") ? Optional.of(PNG) : Optional.empty();
  private static final String PAPER =
      """
      # 题目 & 100%

      ## 摘要

      设 $x_1=\\frac{1}{2}$，

      $$\\begin{aligned}x&=1\\\\y&=2\\end{aligned}$$

      ![图一](<图 1.png>)

      ![图二](a.png)

      | 甲 | 乙 |
      |---|---|
      | 1 | $y$ |

      ## 参考文献

      [1] A. Author. 题目. DOI: 10.1/x.

      ## 附录

      ```python
      print('你好 $x$ \\input{x}')
      ```
      """;

  private final Pandoc pandoc = new Pandoc(new PandocProcess("pandoc", Duration.ofSeconds(60)));

  @TempDir Path folder;

  @Test
  void wordHasEquationsPicturesContentsAndATitle() throws Exception {
    var parts = unzip(pandoc.docx(PAPER, Template.CHINA, FILES));
    var document = parts.get("word/document.xml");
    assertThat(document.split("<m:oMath>", -1)).hasSize(4);
    assertThat(document).contains("w:val=\"Title\"", "TOC \\o", "目录", "<w:tbl>");
    assertThat(document.split("<pic:pic", -1)).hasSize(3);
    assertThat(parts.keySet()).anyMatch(name -> name.startsWith("word/media/"));
  }

  @Test
  void nothingOnThisMachineIsReadForAModelsText() throws Exception {
    var secret = Files.writeString(folder.resolve("secret.png"), "SECRET");
    var text =
        """
        ## 甲

        ![x](%s) ![x](file://%s) ![x](http://127.0.0.1:1/x.png)

        ```{=openxml}
        <w:p><w:r><w:t>RAW</w:t></w:r></w:p>
        ```

        \\input{%s}
        """
            .formatted(secret, secret, secret);
    var parts = unzip(pandoc.docx(text, Template.CHINA, FILES));
    assertThat(parts.values()).noneMatch(part -> part.contains("SECRET"));
    assertThat(parts.keySet()).noneMatch(name -> name.startsWith("word/media/"));
    assertThat(parts.get("word/document.xml")).contains("&lt;w:p&gt;");
  }

  @Test
  void latexStandsOnItsOwnAndCompiles() throws Exception {
    var tex = new String(pandoc.latex(PAPER, Template.CHINA), StandardCharsets.UTF_8);
    assertThat(tex).contains("{ctexart}", "\\includegraphics{a.png}", "\\maketitle");
    compile(tex.replace("图 1.png", "a.png"));
    compile(new String(pandoc.latex(PAPER, Template.AMERICAN), StandardCharsets.UTF_8));
  }

  @Test
  void formulasDoNotReachOutOfTheDocument() throws Exception {
    var tex =
        new String(
            pandoc.latex("$\\input{/etc/passwd}\\write18{ls} \\includes$", Template.AMERICAN),
            StandardCharsets.UTF_8);
    assertThat(tex).doesNotContain("\\input{/etc", "\\write").contains("\\includes");
  }

  @Test
  void aMissingPandocSaysWhatToInstall() {
    var missing = new Pandoc(new PandocProcess("no-such-pandoc", Duration.ofSeconds(5)));
    assertThatThrownBy(() -> missing.docx("x", Template.CHINA, FILES))
        .isInstanceOfSatisfying(
            ConversionFailure.class,
            failure -> assertThat(failure.sentence()).contains("apt install pandoc"));
  }

  /// Where the machine has texlive-xetex, texlive-lang-chinese, texlive-fonts-recommended and
  /// lmodern.
  private void compile(String tex) throws Exception {
    Assumptions.assumeTrue(
        List.of(
                "/usr/bin/xelatex",
                "/usr/share/texlive/texmf-dist/tex/latex/ctex/ctexart.cls",
                "/usr/share/texlive/texmf-dist/fonts/tfm/adobe/zapfding/pzdr.tfm",
                "/usr/share/texmf/tex/latex/lm/lmodern.sty")
            .stream()
            .allMatch(file -> Files.exists(Path.of(file))),
        "no complete xelatex here");
    Files.writeString(folder.resolve("res.tex"), tex);
    Files.write(folder.resolve("a.png"), PNG);
    Files.write(folder.resolve("图 1.png"), PNG);
    var process =
        new ProcessBuilder(
                "/usr/bin/xelatex", "-interaction=nonstopmode", "-halt-on-error", "res.tex")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("said"))).isZero();
    assertThat(folder.resolve("res.pdf")).isNotEmptyFile();
    Files.delete(folder.resolve("res.pdf"));
  }

  private static TreeMap<String, String> unzip(byte[] docx) throws Exception {
    var parts = new TreeMap<String, String>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(docx))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        parts.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return parts;
  }
}
