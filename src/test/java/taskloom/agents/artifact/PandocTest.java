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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
    assertThat(tex).doesNotContain("\\input{/etc", "\\write", "\\includes").contains("includes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$\\write1put{x}$",
        "$\\immediate\\write18{ls}$",
        "$^^5cinput{x}$",
        "$\\begin{input}x\\end{input}$",
        "$$\\lstinputlisting{x}$$",
        "$\\verbatiminput{x} \\include{x} \\openin3=x \\directlua{x} \\catcode`\\|=0$",
        "$\\csname input\\endcsname x$",
        "$\\text{$\\input{x}$}$",
        "$\\def\\x{\\input}\\x{y} \\let\\y\\input \\expandafter\\y \\newcommand{\\z}{}$",
        "$$x \\] \\input{x}$$",
        "$x \\) \\input{x}$",
        "$$a } \\input{x} $ b \\begin{matrix} {$$",
        "\\newcommand{\\zz}{\\input}\n\n$\\zz{a}$",
        "```\n\\end{verbatim}\\input{x}\n```",
        "```{.q startFrom=\"\\input{x}\"}\n\\end{verbatim}\\input{x}\n```",
        "a[^1]\n\n[^1]: b\n\n    ```\n    \\end{Verbatim}\\input{x}\n    ```",
        "![x](/etc/passwd) ![y](../../x.png) ![z](a^^5cinput.png)",
        "[x](\\input{x}) [y](file:///etc/passwd){lang=\"d\\input{x}\"} <http://a^^5cinput{x}>",
        "`\\input{x}`{.python} `|\\input{x}|`",
        "::: {#a\\input{x} .\\input lang=\"\\input{x}\"}\nx\n:::"
      })
  void nothingAModelWritesIsACommandOfLatexButThatOfAFormula(String text) throws Exception {
    var plain = new String(pandoc.latex("text", Template.AMERICAN), StandardCharsets.UTF_8);
    // What stands in a verbatim environment up to its first end is text.
    var body =
        new String(pandoc.latex(text, Template.AMERICAN), StandardCharsets.UTF_8)
            .replaceAll("(?s).*\\\\begin\\{document\\}", "")
            .replaceAll("(?s)\\\\begin\\{([vV]erbatim)\\}.*?\\\\end\\{\\1\\}", "");

    assertThat(body).startsWith(plain.replaceAll("(?s).*\\\\begin\\{document\\}|text.*", ""));
    assertThat(body)
        .doesNotContainPattern(
            "\\\\(?:input|include|write|immediate|openin|directlua|catcode|csname|def|let|expandafter|newcommand|zz|lstinputlisting|verbatiminput)")
        .doesNotContain("^^", "\\begin{input}", "/etc/passwd", "..", "\\end{verbatim}");
  }

  @Test
  void formulasOfRealPapersStayAsTheyAre() throws Exception {
    for (var formula :
        List.of(
            "\\hat{y}_{t+h|t} = \\ell_t + h b_t + s_{t+h-m(k+1)}",
            "\\min_{x \\in \\mathbb{R}^n} \\frac{1}{2}\\lVert Ax - b\\rVert_2^2 \\quad \\text{s.t. } x \\ge 0",
            "f(x)=\\begin{cases} 1, & x > 0,\\\\[2pt] 0, & \\text{其他（\\%）} \\end{cases}",
            "\\begin{aligned} a &= b\\, \\\\ &\\approx \\operatorname*{arg\\,max}_{\\theta} \\sum\\limits_{i=1}^{n} \\log p_\\theta(x_i) \\end{aligned}",
            "\\left\\{ \\begin{array}{l|c} a & b \\\\ \\hline c & d \\end{array} \\right.",
            "\\boldsymbol{\\Sigma}^{-1} \\succeq 0,\\; \\overline{X} \\sim \\mathcal{N}(\\mu, \\sigma^2/n) \\iff \\Pr(A \\mid B) \\le \\alpha",
            "\\oint_{\\partial\\Omega} \\vec{F}\\cdot d\\vec{r} = \\iint \\nabla\\times\\vec{F}\\,dS, \\quad R^2 = 1-\\dfrac{SS_{res}}{SS_{tot}}")) {
      var tex =
          new String(pandoc.latex("x $" + formula + "$", Template.CHINA), StandardCharsets.UTF_8);
      assertThat(tex).contains("\\(" + formula + "\\)");
    }
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
