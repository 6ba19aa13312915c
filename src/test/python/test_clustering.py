"""Groups that are there are found; none are made up."""
import unittest

from session import PlaybookTest
import datasets


class Groups(PlaybookTest):
    def test_three_groups_are_found(self):
        plan, result = self.ask(datasets.blobs(), "对会员进行聚类，给出各类特征", "clustering", sensitivity=True)
        self.assertEqual((result["status"], result["values"]["k"], result["values"]["structure"]), ("ok", 3, True))
        self.assertGreater(result["metrics"]["silhouette"], 0.5)

    def test_no_groups_are_not_made_up(self):
        _, result = self.ask(datasets.no_groups(), "Cluster the samples into natural groups.", "clustering", lang="en")
        self.assertEqual((result["status"], result["values"]["structure"]), ("partial", False))

    def test_classes_without_labels_are_clusters(self):
        plan, _ = self.ask(datasets.blobs(), "请对会员进行分类，并说明各类特点", "classification")
        self.assertEqual(plan["template"], "clustering")


if __name__ == "__main__":
    unittest.main()
