package taskloom.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Frames are handed on in pieces that fit into a turn, whatever they ask for.
class PieceSizeTest {
  private static final long TURN = 500_000;

  /// What a byte of `get_my_tasks` costs: a question of 30 bytes takes 0.3 ms.
  private static final long DEAR = 10_000;

  private static final long CHEAP = 50;

  private final PieceSize piece = new PieceSize(TURN);

  @Test
  void dearFramesComeInSmallPieces() {
    for (int i = 0; i < 4; i++) {
      piece.took(piece.size() * DEAR);
    }
    assertThat(piece.size() * DEAR).isLessThanOrEqualTo(TURN);
  }

  @Test
  void cheapFramesComeInLargePiecesAgain() {
    for (int i = 0; i < 4; i++) {
      piece.took(piece.size() * DEAR);
    }
    for (int i = 0; i < 6; i++) {
      piece.took(piece.size() * CHEAP);
    }
    assertThat(piece.size()).isEqualTo(PieceSize.MOST);
  }

  @Test
  void itNeverComesToNothing() {
    for (int i = 0; i < 20; i++) {
      piece.took(Long.MAX_VALUE / 2);
    }
    assertThat(piece.size()).isEqualTo(PieceSize.LEAST);
  }
}
