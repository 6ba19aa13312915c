package taskloom.agents;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerbatimTest {
  private static final String PROBLEM = "背景。\n问题１：预测 2026 年的\n  销量？ Question 2: rank the  cities!";

  @Test
  void aQuotationIsFoundWhateverItsBlanksAndPunctuation() {
    assertThat(Verbatim.find(PROBLEM, "问题1:预测2026年的销量?")).contains("问题１：预测 2026 年的\n  销量？");
    assertThat(Verbatim.find(PROBLEM, "RANK the cities")).contains("rank the  cities!");
  }

  @Test
  void whatIsNotInTheTextIsNotFound() {
    assertThat(Verbatim.find(PROBLEM, "预测2027年的销量")).isEmpty();
    assertThat(Verbatim.find(PROBLEM, " ?! ")).isEmpty();
  }
}
