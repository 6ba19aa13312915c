package taskloom.runner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsNamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "res.md",
        "数据/一月.csv",
        "figures/figure-001.png",
        ".hidden",
        "a b (2).csv",
        "console.log",
        "com10",
        "nullable.csv",
        "50%.csv"
      })
  void leavesHarmlessNames(String name) {
    assertThat(new WindowsNames().path(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "..\\..\\evil.bat | .._.._evil.bat",
        "C:/Windows/x | C_/Windows/x",
        "C:evil.txt | C_evil.txt",
        "\\\\srv\\share\\x | __srv_share_x",
        "con | _con",
        "AUX.txt | _AUX.txt",
        "nul .csv | _nul .csv",
        "a/Com1/x | a/_Com1/x",
        "lpt³.txt | _lpt³.txt",
        "CONIN$ | _CONIN$",
        "a.txt:stream | a.txt_stream",
        "trail. | trail_",
        "dir. /x | dir__/x",
        ".../x | ___/x",
        "what?*.csv | what__.csv"
      })
  void changesWhatWindowsWouldMisread(String name, String safe) {
    assertThat(new WindowsNames().path(name)).isEqualTo(safe);
  }

  @Test
  void showsEndingsAsTheyAre() {
    assertThat(new WindowsNames().path("sales\u202egpj.exe")).isEqualTo("sales_gpj.exe");
    assertThat(new WindowsNames().path("a\u200bb\u0007c\u2028d")).isEqualTo("a_b_c_d");
    assertThat(new WindowsNames().path("x\u3000")).isEqualTo("x_");
  }

  @Test
  void keepsFilesApartThatWouldBeOne() {
    var names = new WindowsNames();
    assertThat(names.path("Res.md")).isEqualTo("Res.md");
    assertThat(names.path("res.md")).isEqualTo("res (2).md");
    assertThat(names.path("RES.md")).isEqualTo("RES (3).md");
    assertThat(names.path("é.md")).isEqualTo("é.md");
    assertThat(names.path("e\u0301.md")).isEqualTo("e\u0301 (2).md");
    assertThat(names.path("a:b")).isEqualTo("a_b");
    assertThat(names.path("a?b")).isEqualTo("a_b (2)");
    assertThat(names.path("data/x")).isEqualTo("data/x");
    assertThat(names.path("Data/x")).isEqualTo("Data (2)/x");
    assertThat(names.path("Data/y")).isEqualTo("Data (2)/y");
    assertThat(names.path("DATA")).isEqualTo("DATA (3)");
  }
}
