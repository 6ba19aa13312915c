package taskloom.model.analyst;

import com.hankcs.hanlp.seg.Segment;
import com.hankcs.hanlp.seg.Viterbi.ViterbiSegment;
import com.hankcs.hanlp.seg.common.Term;
import java.util.ArrayList;
import java.util.List;

/// Word segmentation and named entities by HanLP's core dictionary. Its dictionaries load with the
/// first instance. Safe from any thread.
final class Segmenter {
  /// Longer stretches without a full stop are cut: the cost of the entity layers grows with them.
  private static final int CHUNK = 512;

  private final Segment segment =
      new ViterbiSegment()
          .enableCustomDictionary(false)
          .enableTranslatedNameRecognize(false)
          .enableJapaneseNameRecognize(false)
          .enableNameRecognize(true)
          .enablePlaceRecognize(true)
          .enableOrganizationRecognize(true)
          .enableOffset(true);

  /// A segmenter that has cut a sentence; its dictionaries are loaded before.
  static Segmenter warm() {
    var segmenter = new Segmenter();
    segmenter.cutWords("张伟明天去上海的华山医院", 0, new ArrayList<>());
    return segmenter;
  }

  /// The words of `text` in their order; stretches without Chinese have none.
  List<Token> tokens(Text text) throws InterruptedException {
    String norm = text.norm();
    var tokens = new ArrayList<Token>();
    int from = 0;
    while (from < norm.length()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      int to = cut(norm, from);
      if (hasHan(norm, from, to)) {
        cutWords(norm.substring(from, to), from, tokens);
      }
      from = to;
    }
    return tokens;
  }

  private void cutWords(String part, int offset, List<Token> tokens) {
    int at = offset;
    for (Term term : segment.seg(part)) {
      tokens.add(new Token(at, at + term.word.length(), String.valueOf(term.nature)));
      at += term.word.length();
    }
  }

  private static int cut(String norm, int from) {
    int limit = Math.min(norm.length(), from + CHUNK);
    for (int i = from; i < limit; i++) {
      if (Text.endsSentence(norm.charAt(i))) {
        return i + 1;
      }
    }
    return limit;
  }

  private static boolean hasHan(String norm, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Text.isHan(norm.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
