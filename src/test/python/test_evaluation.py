"""Rankings of objects that are known to be better and worse."""
import unittest

from session import PlaybookTest
import datasets

import pandas as pd


class Evaluations(PlaybookTest):
    def test_costs_and_benefits_are_told_apart_and_the_best_is_first(self):
        plan, result = self.ask(datasets.suppliers(), "建立综合评价模型，对五家供应商进行排名", "evaluation", sensitivity=True)
        way = {c: d["direction"] for c, d in result["values"]["directions"].items()}
        self.assertEqual(way, {"产品质量": "benefit", "单价(元)": "cost", "次品率(%)": "cost", "交货期(天)": "cost", "服务评分": "benefit"})
        self.assertEqual([r["label"] for r in result["values"]["ranking"]], ["甲公司", "乙公司", "丙公司", "丁公司", "戊公司"])
        self.assertEqual(result["metrics"]["first_keeps"], 1.0)
        self.assertAlmostEqual(sum(i["weight"] for i in result["values"]["indicators"]), 1.0, places=6)

    def test_the_problem_may_say_which_way_an_indicator_points(self):
        frame = pd.DataFrame({"site": list("ABCD"), "x1": [1.0, 2, 3, 4], "x2": [5.0, 6, 8, 9]})
        _, result = self.ask(frame, "Rank the sites. For x1 the smaller the better, for x2 the larger the better.", "evaluation", lang="en")
        self.assertEqual(result["values"]["directions"]["x1"]["direction"], "cost")
        self.assertEqual(result["values"]["directions"]["x2"]["direction"], "benefit")

    def test_one_indicator_is_not_enough(self):
        _, result = self.ask(datasets.suppliers()[["供应商", "产品质量"]], "对供应商综合评价", "evaluation")
        self.assertEqual(result["status"], "failed")
        self.assertIn("至少需要两个", result["reason"])


if __name__ == "__main__":
    unittest.main()
