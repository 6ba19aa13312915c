package taskloom.store;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// Every list of a store against [HistoryModel], at random. `-Dtaskloom.lists.rounds=100000` for
/// longer, `-Dtaskloom.lists.seed=…` for the same again.
interface RandomListsContract extends StoreUnderTest {
  @Test
  default void listsHoldWhatAPlainModelHolds() {
    new RandomLists(store(), newSeed()).rounds(Integer.getInteger("taskloom.lists.rounds", 500));
  }

  /// The seed asked for, or a new one; printed.
  static Random newSeed() {
    long seed = Long.getLong("taskloom.lists.seed", System.nanoTime());
    System.out.println("random lists: -Dtaskloom.lists.seed=" + seed);
    return new Random(seed);
  }
}
