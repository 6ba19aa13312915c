package taskloom.modeling;

import taskloom.agents.PaperSection;

/// What each stage is of the whole work, for `progress`: mostly where the time goes. The last
/// hundredth is the end itself.
final class Shares {
  static final double COORDINATE = 0.03;
  static final double MODEL = 0.07;
  static final double ASSEMBLE = 0.05;
  private static final double SOLVING = 0.40;
  private static final double WRITING = 0.20;
  private static final double SECTIONS = 0.24;

  private Shares() {}

  /// Solving one of `parts`.
  static double solving(int parts) {
    return SOLVING / parts;
  }

  /// Writing about one of `parts`.
  static double writing(int parts) {
    return WRITING / parts;
  }

  /// Writing one of the remaining sections.
  static double section() {
    return SECTIONS / PaperSection.written().size();
  }
}
