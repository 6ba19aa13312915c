package taskloom.model.analyst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import taskloom.wire.Analysis;
import taskloom.wire.TaskInput;

/// Whatever the text, there is an answer, and soon.
class HostileInputTest {
  private static final int ROUNDS = 1_500;
  private static final List<String> SCRAPS =
      List.of(
          "明早七点",
          "下周三",
          "十",
          "一",
          "点",
          "半",
          "号",
          "月",
          "年",
          "每",
          "零",
          "百",
          "at ",
          "7",
          "12",
          "31",
          "99",
          ":",
          "/",
          "-",
          ".",
          " ",
          "am",
          "pm",
          "the ",
          "5th",
          " of ",
          "next ",
          "Friday",
          "Feb 30",
          "2月30号",
          "31号",
          "in ",
          "two hours",
          "明天",
          "凌晨",
          "24:00",
          "25:61",
          "quarter to ",
          "春节",
          "去",
          "机场",
          "医院",
          "买",
          "\uD83D\uDE00",
          "\uD800",
          "\uDC00",
          "\u0000",
          "\u202E",
          "e\u0301",
          "İ",
          "ß",
          "<b>x</b>",
          "${jndi:x}",
          "'; DROP TABLE t; --",
          "{when}",
          "\\",
          "%zn%",
          "(",
          "[",
          "*",
          "张伟",
          "with Bob",
          "$5",
          "13800138000",
          "\n",
          "\r\n",
          "。",
          "９：３０",
          "後天",
          "機場");

  private final EmbeddedAnalyst analyst = Corpus.analystAt(Corpus.NOW);

  @Test
  void anyMixtureOfScrapsIsAnswered() {
    long seed = System.nanoTime();
    System.out.println("HostileInputTest seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      var text = new StringBuilder();
      int length = 1 + random.nextInt(30);
      for (int i = 0; i < length; i++) {
        text.append(
            random.nextInt(4) == 0
                ? String.valueOf((char) random.nextInt(0x10000))
                : SCRAPS.get(random.nextInt(SCRAPS.size())));
      }
      Analysis analysis = Corpus.analyse(analyst, text.toString());
      assertThat(analysis.confidence()).as("seed %d round %d", seed, round).isBetween(0.0, 1.0);
    }
  }

  @Test
  void theLongestTextsTakeNoLong() {
    Corpus.analyse(analyst, "热身");
    for (String unit :
        List.of(
            "a",
            "a ",
            "啊",
            "1",
            "1 ",
            "一",
            "十",
            "点",
            "七点",
            "周",
            " ",
            "\n",
            "😀",
            "<",
            "A b",
            "Aa ",
            "at ",
            "1:",
            "每",
            "明早七点和张伟去机场，",
            "meet Bob at 7 and ",
            "1-",
            "12/",
            "two ",
            "in a ",
            "0.",
            "@a.",
            "王",
            "twenty-")) {
      String text = unit.repeat(TaskInput.MAX_TEXT / unit.length());
      long start = System.nanoTime();
      Analysis analysis = Corpus.analyse(analyst, text);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertThat(analysis.summaryText().length()).isLessThan(4_000);
      // far above what it takes: this is against backtracking without bound, not a benchmark
      assertThat(took).as(unit).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void blankAndTinyTextsAreVague() {
    for (String text : List.of("", " ", "\n", "a", "啊", "。", "😀", "\uD800")) {
      Analysis analysis = Corpus.analyse(analyst, text);
      assertThat(analysis.taskType()).isEqualTo("other");
      assertThat(analysis.confidence()).isLessThan(0.4);
    }
  }

  @Test
  void markupPassesThroughAsText() {
    Analysis analysis = Corpus.analyse(analyst, "明天和<b>张伟</b>开会");
    assertThat(analysis.taskType()).isEqualTo("meeting");
    assertThat(analysis.extractedEntities()).anyMatch(entity -> entity.text().equals("张伟"));
  }

  @Test
  void anInterruptEndsTheAnalysis() {
    Corpus.analyse(analyst, "热身");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> analyst.analyse(new TaskInput.Text("明天开会。".repeat(5_000))))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }
}
