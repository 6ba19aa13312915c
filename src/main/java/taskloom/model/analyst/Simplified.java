package taskloom.model.analyst;

import com.hankcs.hanlp.HanLP;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Traditional characters and their simplified forms, from HanLP's own table; characters only, so
/// that a text keeps its length.
final class Simplified {
  private Simplified() {}

  static Map<Character, Character> load() {
    var pairs = new HashMap<Character, Character>();
    try (var in = HanLP.class.getResourceAsStream("/data/dictionary/tc/t2s.txt")) {
      if (in == null) {
        throw new IllegalStateException("HanLP's table of simplified characters is not there");
      }
      var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.length() == 3 && line.charAt(1) == '=') {
          pairs.put(line.charAt(0), line.charAt(2));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(pairs);
  }
}
