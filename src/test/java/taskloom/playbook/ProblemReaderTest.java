package taskloom.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import taskloom.playbook.Outline.Question;

class ProblemReaderTest {
  private final ProblemReader reader = ProblemReader.ofPlaybook();

  @Test
  void aChineseProblemIsSplitIntoItsQuestions() {
    var problem =
        reader.read(
            """
            某零售企业的销售预测与库存问题
            附件1给出了某企业近六年的月度销售数据。请建立模型解决以下问题。
            问题1：分析销售额的变化规律，给出描述性统计。
            问题2：建立时间序列模型，预测未来12个月的销售额。
            问题3：根据问题2的结果，如何分配500万元的预算使总收益最大？
            附件说明：附件1 销售数据.csv
            """);
    assertThat(problem.title()).isEqualTo("某零售企业的销售预测与库存问题");
    assertThat(problem.background()).contains("近六年的月度销售数据");
    assertThat(problem.questions())
        .extracting(Question::ask)
        .containsExactly(Ask.DESCRIPTION, Ask.FORECAST, Ask.OPTIMISATION);
    assertThat(problem.questions().getLast().text()).isEqualTo("根据问题2的结果，如何分配500万元的预算使总收益最大？");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "背景。\n问题一：预测未来一年的销量。\n问题二：分析销量与价格的相关性。",
        "背景。\n问题 1 预测未来一年的销量。\n问题 2 分析销量与价格的相关性。",
        "背景。\n**问题1.** 预测未来一年的销量。\n**问题2.** 分析销量与价格的相关性。",
        "背景。\n第一问：预测未来一年的销量。\n第二问：分析销量与价格的相关性。",
        "背景。\n任务1：预测未来一年的销量。\n任务2：分析销量与价格的相关性。",
        "背景。请完成：(1) 预测未来一年的销量。(2) 分析销量与价格的相关性。",
        "背景。\n（1）预测未来一年的销量；\n（2）分析销量与价格的相关性。",
        "背景。\n1. 预测未来一年的销量。\n2. 分析销量与价格的相关性。",
        "背景。\n1、预测未来一年的销量。\n2、分析销量与价格的相关性。",
        "背景。① 预测未来一年的销量。② 分析销量与价格的相关性。",
        "Background.\nQuestion 1: Forecast sales for the next 12 months.\nQuestion 2: Is there a correlation between sales and price?",
        "Background.\n## Task 1\nForecast sales for the next 12 months.\n## Task 2\nIs there a correlation between sales and price?",
        "Background.\nQ1. Forecast sales for the next 12 months.\nQ2. Is there a correlation between sales and price?",
        "Background. 预测未来一年的销量。分析销量与价格的相关性。"
      })
  void everyUsualWayOfNumberingIsKnown(String text) {
    assertThat(reader.read(text).questions())
        .extracting(Question::ask)
        .containsExactly(Ask.FORECAST, Ask.CORRELATION);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "预测2025年各月的用电量 | FORECAST",
        "Predict the number of visitors for the next six weeks | FORECAST",
        "分析影响房价的主要因素并建立回归模型 | REGRESSION",
        "Which factors affect the price of a house? | REGRESSION",
        "建立分类模型判断客户是否会流失 | CLASSIFICATION",
        "Predict whether a customer will churn | CLASSIFICATION",
        "对客户进行聚类，划分为若干类 | CLUSTERING",
        "Segment the customers into groups | CLUSTERING",
        "建立综合评价模型，对各城市进行排名 | EVALUATION",
        "Rank the suppliers by overall score | EVALUATION",
        "在预算不超过100万元的条件下选择项目，使总收益最大 | OPTIMISATION",
        "How should the goods be shipped to minimize total cost? | OPTIMISATION",
        "身高与体重之间的关系是否显著 | CORRELATION",
        "对数据进行预处理，处理缺失值和异常值 | DESCRIPTION",
        "Summarize the distribution of incomes | DESCRIPTION",
        "请根据以上结果写一封给市长的建议信 | NONE",
        "Write a one-page memo to the director | NONE",
        "今天天气很好 | NONE",
        "证明哥德巴赫猜想 | NONE"
      })
  void whatAQuestionAsksForIsToldByItsWords(String text, Ask ask) {
    assertThat(reader.read(text).questions()).extracting(Question::ask).containsExactly(ask);
  }

  @Test
  void traditionalCharactersAskTheSame() {
    var problem =
        reader.read("門市銷售\n問題1：預測未來6個月的銷售額。\n問題2：對各門市進行綜合評價並排名。\n問題3：找出影響銷售額的主要因素。\n附錄：數據說明");
    assertThat(problem.questions())
        .extracting(Question::ask)
        .containsExactly(Ask.FORECAST, Ask.EVALUATION, Ask.REGRESSION);
    assertThat(problem.questions())
        .extracting(Question::text)
        .containsExactly("預測未來6個月的銷售額。", "對各門市進行綜合評價並排名。", "找出影響銷售額的主要因素。");
  }

  @Test
  void textThatAsksNothingIsNotAnswerable() {
    assertThat(reader.read("写一首关于春天的诗。").answerable()).isFalse();
    assertThat(reader.read("Tell me a joke about cats").answerable()).isFalse();
    assertThat(reader.read("").answerable()).isFalse();
  }

  @Test
  void aListInTheBackgroundIsNotTakenForTheQuestions() {
    var problem =
        reader.read(
            """
            数据说明：
            1. 日期：记录日期
            2. 销量：当日销量
            请回答：
            1. 预测未来7天的销量。
            2. 分析影响销量的因素。
            """);
    assertThat(problem.questions())
        .extracting(Question::text)
        .containsExactly("预测未来7天的销量。", "分析影响销量的因素。");
  }

  @Test
  void aReferenceToAnEarlierQuestionDoesNotStartAQuestion() {
    var problem = reader.read("问题1 预测未来3年的人口。\n问题1的结果将用于问题2。\n问题2 分析人口与收入的相关性。");
    assertThat(problem.questions()).hasSize(2);
    assertThat(problem.questions().getFirst().text()).contains("问题1的结果将用于问题2");
  }

  @Test
  void aMegabyteIsReadInReasonableTime() {
    var text = "第 1 段 1. 这是一段没有问题的文字，(1) 里面有编号。\n".repeat(20_000);
    assertThat(reader.read(text).questions().size()).isLessThanOrEqualTo(20);
  }

  @Test
  void theEvidenceIsGiven() {
    var question = reader.read("预测未来12个月的销量").questions().getFirst();
    assertThat(question.evidence()).contains("forecast: 未来{n}", "forecast: 预测");
    assertThat(question.scores()).containsEntry(Ask.FORECAST, 8);
    assertThat(List.of(question.number())).containsExactly("1");
  }

  /// The notebook shows them: the same problem makes the same one in every process.
  @Test
  void theScoresAreInTheOrderOfTheAsks() {
    var question = reader.read("预测销量，分析相关性，评价、聚类，如何分配预算使总收益最大").questions().getFirst();
    assertThat(List.copyOf(question.scores().keySet())).hasSizeGreaterThan(3).isSorted();
  }
}
