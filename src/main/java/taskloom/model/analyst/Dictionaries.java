package taskloom.model.analyst;

import com.hankcs.hanlp.HanLP;
import com.hankcs.hanlp.collection.trie.DoubleArrayTrie;
import com.hankcs.hanlp.corpus.dictionary.item.EnumItem;
import com.hankcs.hanlp.corpus.tag.NR;
import com.hankcs.hanlp.corpus.tag.NS;
import com.hankcs.hanlp.corpus.tag.NT;
import com.hankcs.hanlp.corpus.tag.Nature;
import com.hankcs.hanlp.dictionary.CoreDictionary;
import com.hankcs.hanlp.dictionary.common.EnumItemDictionary;
import com.hankcs.hanlp.dictionary.nr.NRDictionary;
import com.hankcs.hanlp.dictionary.nr.PersonDictionary;
import com.hankcs.hanlp.dictionary.ns.NSDictionary;
import com.hankcs.hanlp.dictionary.ns.PlaceDictionary;
import com.hankcs.hanlp.dictionary.nt.NTDictionary;
import com.hankcs.hanlp.dictionary.nt.OrganizationDictionary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// HanLP's dictionaries, which are its static state, in some 20 instead of 36 MB of heap: what tens
/// of thousands of entries repeat, they share, and what is not used here is not loaded. They answer
/// as they do otherwise. Loaded before anything else of HanLP is; both halves may load at once.
/// Done again, it is as good as once.
final class Dictionaries {
  private Dictionaries() {}

  /// Parts of speech, and how often each was seen, of 85,000 words.
  static void loadWords() {
    // Else loaded with any segmenter, whatever one asks of it.
    HanLP.Config.CustomDictionaryPath = null;
    var words = CoreDictionary.trie.getValueArray(new CoreDictionary.Attribute[0]);
    var known = new HashMap<Uses, CoreDictionary.Attribute>();
    for (int i = 0; i < words.length; i++) {
      var word = words[i];
      var uses = new Uses(Arrays.asList(word.nature), word.frequency);
      words[i] = known.computeIfAbsent(uses, _ -> word);
    }
    CoreDictionary.trie = new Trie<>(CoreDictionary.trie, words);
  }

  /// How often a word was seen as which part of speech.
  private record Uses(List<Nature> natures, int[] frequency) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Uses uses
          && natures.equals(uses.natures)
          && Arrays.equals(frequency, uses.frequency);
    }

    @Override
    public int hashCode() {
      return 31 * natures.hashCode() + Arrays.hashCode(frequency);
    }
  }

  /// A trie with other values.
  private static final class Trie<V> extends DoubleArrayTrie<V> {
    private static final long serialVersionUID = 1L;

    Trie(DoubleArrayTrie<V> keys, V[] values) {
      base = keys.getBase();
      check = keys.getCheck();
      size = keys.getSize();
      v = values;
    }
  }

  /// The parts that words play within the names of persons, places and organizations.
  static void loadNames() {
    PersonDictionary.dictionary = persons();
    PlaceDictionary.dictionary = places();
    OrganizationDictionary.dictionary = organizations();
  }

  private static NRDictionary persons() {
    var roles = new Roles<NR>();
    var dictionary =
        new NRDictionary() {
          @Override
          protected EnumItem<NR> newItem() {
            return roles.noted(super.newItem());
          }
        };
    return roles.shared(dictionary, HanLP.Config.PersonDictionaryPath);
  }

  private static NSDictionary places() {
    var roles = new Roles<NS>();
    var dictionary =
        new NSDictionary() {
          @Override
          protected EnumItem<NS> newItem() {
            return roles.noted(super.newItem());
          }
        };
    return roles.shared(dictionary, HanLP.Config.PlaceDictionaryPath);
  }

  private static NTDictionary organizations() {
    var roles = new Roles<NT>();
    var dictionary =
        new NTDictionary() {
          @Override
          protected EnumItem<NT> newItem() {
            return roles.noted(super.newItem());
          }
        };
    return roles.shared(dictionary, HanLP.Config.OrganizationDictionaryPath);
  }

  /// The roles of each of a dictionary's 20,000 words: a few thousand different maps.
  private static final class Roles<E extends Enum<E>> {
    private final ArrayList<EnumItem<E>> items = new ArrayList<>();

    EnumItem<E> noted(EnumItem<E> item) {
      items.add(item);
      return item;
    }

    /// The dictionary, loaded.
    <D extends EnumItemDictionary<E>> D shared(D dictionary, String path) {
      if (!dictionary.load(path)) {
        throw new IllegalStateException("HanLP's dictionary is not there: " + path);
      }
      var maps = new HashMap<Map<E, Integer>, Map<E, Integer>>();
      for (var item : items) {
        item.labelMap = maps.computeIfAbsent(item.labelMap, map -> map);
      }
      // The dictionary keeps this.
      items.clear();
      items.trimToSize();
      return dictionary;
    }
  }
}
