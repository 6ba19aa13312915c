package taskloom.model.analyst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import taskloom.wire.Analysis;
import taskloom.wire.Analysis.Entity;
import taskloom.wire.Json;
import taskloom.wire.TaskInput;

/// What an answer says: omissions, plan, entities and priority, by example. It is Saturday, 21
/// November 2026, 15:25 in Shanghai.
class EmbeddedAnalystTest {
  private final EmbeddedAnalyst analyst = Corpus.analystAt(Corpus.NOW);

  private Analysis analyse(String text) {
    return Corpus.analyse(analyst, text);
  }

  @Test
  void theSpecificationsOwnSentence() {
    Analysis analysis = analyse("明早七点去机场，记得身份证和充电宝");
    assertThat(analysis.taskType()).isEqualTo("trip");
    assertThat(analysis.potentialOmissions()).contains("行李").doesNotContain("身份证", "充电器和充电宝");
    assertThat(analysis.suggestedPlan()).contains("07:00", "06:00", "机场", "身份证");
    assertThat(analysis.priorityLevel()).isEqualTo("high");
    assertThat(analysis.engine()).isEqualTo("taskloom-embedded");
    assertThat(analysis.extractedEntities())
        .contains(
            new Entity("time", "明早七点", "2026-11-22T07:00:00+08:00"),
            new Entity("place", "机场", "机场"),
            new Entity("item", "身份证", "身份证"),
            new Entity("item", "充电宝", "充电宝"));
  }

  @Test
  void aFlightIsPlannedBackwardsFromItsDeparture() {
    assertThat(analyse("明早七点的飞机去上海").suggestedPlan()).contains("07:00起飞", "05:00", "04:00出发");
    assertThat(analyse("My flight to Boston is at 9am tomorrow").suggestedPlan())
        .contains("07:00", "06:00");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "明天去北京出差，证件带好了|身份证",
        "去上海，忘带身份证了|身份证",
        "后天飞东京，护照和签证都办好了|护照",
        "下周去日本，已经换好日元|外币",
        "周末去爬山，不用带水|水",
        "明天打车去机场|去车站或机场的交通",
        "周三下午和王总在会议室开会|会议地点",
        "周三下午和王总在会议室开会|参会人",
        "明天上午考试，准考证已经打印|准考证",
        "下午带医保卡去医院|医保卡",
        "Fly to Paris tomorrow, passport is packed|passport",
        "Fly to Chicago tomorrow with my power bank and carry-on|luggage",
        "Dinner with Sam at Luigi's restaurant tomorrow at 7, table is booked|reservation",
        "Gym tonight, bringing a towel|towel",
        "Submit the report to my boss by Friday|who gets it",
      })
  void whatIsMentionedIsNotMissing(String text, String item) {
    assertThat(analyse(text).potentialOmissions()).doesNotContain(item);
  }

  @Test
  void papersForAbroadAreAskedForOnlyAbroad() {
    assertThat(analyse("下周去日本旅游").potentialOmissions()).contains("护照", "签证");
    assertThat(analyse("下周去成都旅游").potentialOmissions()).contains("身份证").doesNotContain("护照", "签证");
    assertThat(analyse("Flying to Tokyo next week").potentialOmissions()).contains("passport");
    assertThat(analyse("Flying to Denver next week").potentialOmissions())
        .doesNotContain("passport");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "马上去医院，孩子发烧了|urgent",
        "一小时后开会|urgent",
        "明天下午三点开会|high",
        "后天下午交报告|high",
        "下个月和朋友聚餐|low",
        "有空的时候买点水果|low",
        "Submit the form ASAP|urgent",
        "Board meeting tomorrow at 9am|high",
        "Someday go bowling with friends|low",
      })
  void priorityComesFromTimeAndWords(String text, String level) {
    assertThat(analyse(text).priorityLevel()).isEqualTo(level);
  }

  @Test
  void entitiesOfEveryShape() {
    assertThat(analyse("周五和张伟坐G123次去上海，票价553元，联系13812345678").extractedEntities())
        .extracting(Entity::type, Entity::text)
        .contains(
            tuple("time", "周五"),
            tuple("person", "张伟"),
            tuple("train", "G123次"),
            tuple("place", "上海"),
            tuple("money", "553元"),
            tuple("phone", "13812345678"));
    assertThat(
            analyse("Email anna@example.com about flight UA857 with Dr. Smith, $300")
                .extractedEntities())
        .extracting(Entity::type, Entity::text)
        .contains(
            tuple("email", "anna@example.com"),
            tuple("flight", "UA857"),
            tuple("person", "Smith"),
            tuple("money", "$300"));
    assertThat(analyse("每天早上6点跑步半小时").extractedEntities())
        .contains(
            new Entity("time", "每天早上6点", "2026-11-22T06:00:00+08:00"),
            new Entity("recurrence", "每天早上", "P1D"),
            new Entity("duration", "半小时", "PT30M"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Remind me to call the bank about the new card|reminder",
        "Call the bank about the mortgage rate|finance",
        "Remind me to call the doctor about the results|medical",
        "报价单今天下班前给客户|deadline",
      })
  void whatIsAskedForDecidesTheType(String text, String type) {
    assertThat(analyse(text).taskType()).isEqualTo(type);
  }

  @Test
  void aVagueSentenceIsOtherWithLittleConfidence() {
    for (String text : List.of("嗯那个东西弄一下", "do the thing", "你看着办", "that stuff we talked about")) {
      Analysis analysis = analyse(text);
      assertThat(analysis.taskType()).as(text).isEqualTo("other");
      assertThat(analysis.confidence()).as(text).isLessThan(0.4);
      assertThat(analysis.potentialOmissions()).as(text).isEmpty();
    }
    assertThat(analyse("明天上午十点在会议室和王总开项目评审会").confidence()).isGreaterThan(0.75);
  }

  @Test
  void anEventsSpeakersAreNamedAndItsAudioMayRaiseThePriority() throws Exception {
    String event =
        """
        {"event_id":"e1","transcript":"两周后去公园跑步","speakers":["李雷",{"name":"韩梅梅","role":"同事"},{"id":7},null,"speaker_1",[]],
         "audio_features":{"emotion":"焦急","speech_rate":5.1,"odd":[1,{"x":null}]}}\
        """;
    var whole = (ObjectNode) Json.parse(event);
    Analysis analysis = analyst.analyse(new TaskInput.Event("e1", "两周后去公园跑步", whole)).analysis();
    assertThat(analysis.extractedEntities())
        .filteredOn(entity -> entity.type().equals("person"))
        .extracting(Entity::text)
        .containsExactly("李雷", "韩梅梅");
    assertThat(analysis.priorityLevel()).isEqualTo("medium");
    assertThat(analyse("两周后去公园跑步").priorityLevel()).isEqualTo("low");
  }

  @Test
  void manyThreadsGetTheSameAnswer() throws Exception {
    Analysis alone = analyse("后天下午三点半和李娜在国贸开会");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Analysis> call = () -> analyse("后天下午三点半和李娜在国贸开会");
      for (var answer : threads.invokeAll(java.util.Collections.nCopies(200, call))) {
        assertThat(answer.get()).isEqualTo(alone);
      }
    }
  }

  @Test
  void warmingUpTwiceIsAsGoodAsOnce() throws InterruptedException {
    var fresh = Corpus.analystAt(Corpus.NOW);
    fresh.warmUp();
    fresh.warmUp();
    assertThat(Corpus.analyse(fresh, "明天开会").taskType()).isEqualTo("meeting");
  }
}
