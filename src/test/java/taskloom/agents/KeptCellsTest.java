package taskloom.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import taskloom.wire.Json;

/// What code printed fits the history, whatever it was.
class KeptCellsTest {
  private static final CellWords WORDS = new CellWords(Language.ENGLISH);

  private static Cell cell(String output) {
    return new Cell("print()", output, null, Cell.Ending.OK, List.of(), 1, false);
  }

  /// Letters that nothing packs.
  private static String noise(int characters) {
    var seed = System.nanoTime();
    System.out.println("seed " + seed);
    return new Random(seed)
        .ints(characters, 0x4e00, 0x9fa5)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static byte[] checkpoint(List<Cell> cells) {
    var bytes = KeptCells.checkpoint(cells, WORDS, Json::bytes);
    assertThat(bytes).isNotNull().hasSizeLessThanOrEqualTo(KeptCells.MOST);
    return bytes;
  }

  private static List<Cell> read(byte[] checkpoint) throws Exception {
    var cells = new ArrayList<Cell>();
    for (var node : Json.trusted(KeptCells.unpacked(checkpoint))) {
      cells.add(Json.mapper().treeToValue(node, Cell.class));
    }
    return cells;
  }

  @Test
  void whatFitsStaysAsItIs() throws Exception {
    var cells = List.of(cell("a".repeat(200_000)), cell("b"));
    assertThat(checkpoint(cells)).isEqualTo(Json.bytes(cells));
  }

  @Test
  void muchOutputIsPackedAndWhole() throws Exception {
    var cells = new ArrayList<Cell>();
    for (int i = 0; i < 60; i++) {
      cells.add(cell(("x" + i).repeat(120_000)));
    }
    assertThat(read(checkpoint(cells))).isEqualTo(cells);
  }

  @Test
  void moreIsCutInTheMiddleAndSaysSo() throws Exception {
    var text = noise(240_000);
    var cells = List.of(cell("short"), cell(text), cell(text.substring(1)), cell(noise(200_000)));

    var kept = read(checkpoint(cells));

    assertThat(kept).extracting(Cell::code).containsOnly("print()");
    assertThat(kept.getFirst().output()).isEqualTo("short");
    assertThat(kept.get(1).output())
        .hasSizeGreaterThan(20_000)
        .startsWith(text.substring(0, 10_000))
        .endsWith(text.substring(text.length() - 10_000))
        .containsPattern("\n… [0-9,]+ characters left out here …\n");
  }

  @Test
  void codeThatIsTooMuchAloneIsTold() {
    var code = noise(600_000);
    var cells = List.of(cell("").withCode(code), cell(""));
    assertThat(KeptCells.checkpoint(cells, WORDS, Json::bytes)).isNull();
  }

  /// As JSON a control character takes six bytes.
  @Test
  void aMessageFitsToo() {
    var fitting =
        KeptCells.message(cell("\u0001".repeat(262_144)), WORDS, c -> Json.bytes(c).length);
    assertThat(Json.bytes(fitting)).hasSizeLessThanOrEqualTo(KeptCells.MOST);
    assertThat(fitting.output()).contains("characters left out here");
  }
}
