"""Relations that are there are named; chance is not."""
import unittest

from session import PlaybookTest
import datasets


class Relations(PlaybookTest):
    def test_the_strongest_pair_is_named_and_chance_is_corrected_for(self):
        _, result = self.ask(datasets.linear(), "分析各变量之间的相关性", "correlation", sensitivity=True)
        pair = result["values"]["pairs"][0]
        self.assertEqual({pair["a"], pair["b"]}, {"水灰比", "抗压强度(MPa)"})
        self.assertGreaterEqual(result["metrics"]["significant"], 2)

    def test_noise_has_no_significant_pair(self):
        _, result = self.ask(datasets.pure_noise(), "Is there a correlation between the variables?", "correlation", lang="en")
        self.assertEqual(result["metrics"]["significant"], 0)


if __name__ == "__main__":
    unittest.main()
