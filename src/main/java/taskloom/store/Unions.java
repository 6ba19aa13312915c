package taskloom.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// One select of a list for each of many facets or tasks, in one statement.
///
/// H2 keeps what it has prepared, for each connection, and what it keeps is large: several
/// kilobytes for each select of a union, and many times that where the union is itself selected
/// from, since it is then parsed again for each way to join it. So unions here stand at the top,
/// and come in few sizes.
final class Unions {
  /// The facet, and the task, that nothing has.
  private static final int NONE = 0;

  private Unions() {}

  /// A select in parentheses, with its order and limit, for each of that many facets.
  static String of(String select, int facets) {
    return String.join(" union all ", Collections.nCopies(facets, select));
  }

  /// Placeholders for that many values.
  static String placeholders(int values) {
    return String.join(", ", Collections.nCopies(values, "?"));
  }

  /// The same numbers, and as often one that nothing has as it takes to have 2, 5, 10, 20, 40, … of
  /// them.
  static <T extends Number> List<Number> filled(List<T> numbers) {
    int size = 2;
    while (size < numbers.size()) {
      size = size == 2 ? 5 : size * 2;
    }
    var filled = new ArrayList<Number>(numbers);
    filled.addAll(Collections.nCopies(size - numbers.size(), NONE));
    return filled;
  }
}
