package taskloom.agents.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import taskloom.agents.Figure;
import taskloom.agents.ModelingRequest.Template;
import taskloom.agents.Work;

/// What a section of the Writer looks like once it has been checked.
class PaperTest {
  private static final Figure FIT = new Figure("fit.png", "拟合 [1]");
  private static final Figure RESIDUALS = new Figure("sub/残 差.png", "残差");

  private static String checked(String text, Figure... mine) {
    return Paper.checked(text, List.of(mine), Set.of("W1", "W2"));
  }

  @Test
  void figuresThatExistAreShownOnceAndNoOthers() {
    var text =
        """
        见图 ![拟合 $y=x[1]$](./fit.png "t"){width=50%} 和 ![又](fit.png)。
        ![假](https://example.org/x.png) <img src="/etc/passwd"> ![假][ref] \\includegraphics[width=1cm]{y.png}
        """;
    var checked = checked(text, FIT, RESIDUALS);
    assertThat(checked)
        .containsOnlyOnce("fit.png")
        .contains("![拟合 $y=x[1]$](fit.png)")
        .endsWith("![残差](<sub/残 差.png>)")
        .doesNotContain("example.org", "passwd", "[ref]", "y.png");
  }

  @Test
  void codeIsLeftAlone() {
    var text = "```python\nx = '![a](b.png)'  # [1]\n# no heading\n```";
    assertThat(checked(text)).isEqualTo(text);
  }

  @Test
  void onlyWorksThatWereFoundAreCited() {
    assertThat(checked("甲 [@W1] 乙 [@W1; @W9] 丙 [@W9] 丁 [@smith2020] 戊[3] 己 [1-4]。"))
        .isEqualTo("甲 [@W1] 乙 [@W1] 丙 丁 戊 己。");
  }

  @Test
  void intervalsLinksAndFormulasAreNoCitations() {
    var text = "区间 [0, 1]，[链接](https://example.org)，$a[1]$ 和 `b[2]`。";
    assertThat(checked(text)).isEqualTo(text);
  }

  @Test
  void aListOfReferencesOfItsOwnIsCutOff() {
    assertThat(checked("正文。\n\n## 参考文献\n\n[1] 某人. 某书.")).isEqualTo("正文。");
  }

  @Test
  void headingsStandBelowThePapers() {
    assertThat(checked("# 摘要\n\n## 一\n\n文\n\n### 二\n\n文")).isEqualTo("### 一\n\n文\n\n#### 二\n\n文");
  }

  @Test
  void formulasAreWrittenInOneNotation() {
    assertThat(checked("\\(a\\) 和 $ x = 1 $，价格 5 $ 和 6 $。"))
        .isEqualTo("$a$ 和 $x = 1$，价格 5 $ 和 6 $。");
    assertThat(checked("\\[\nE=mc^2\n\\]")).isEqualTo("$$E=mc^2$$");
    assertThat(checked("\\begin{align}\na &= b \\label{e}\\\\\n\nc &= d\n\\end{align}"))
        .isEqualTo("$$\\begin{aligned}\na &= b \\\\\nc &= d\n\\end{aligned}$$");
  }

  @Test
  void citationsAreNumberedInOrderOverTheWholePaper() {
    var first =
        new Work("W1", "One *bold* [x]", List.of("A", "B", "C", "D"), 2001, "J", "10.1/x_y", "");
    var second = new Work("W2", "Two", List.of(), 0, "", null, "");
    var citations = new Citations(List.of(first, second));
    assertThat(citations.numbered("甲 [@W2] 乙 [@W1; @W2]。")).isEqualTo("甲 [1] 乙 [2, 1]。");
    assertThat(citations.references(Template.CHINA))
        .isEqualTo(
            "[1] Two.\n\n[2] A, B, C, 等. One \\*bold\\* &#91;x&#93;. *J*, 2001. DOI: 10.1/x\\_y.");
  }
}
