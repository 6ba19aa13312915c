"""Regression and classification: laws are recovered, chance is not explained, nothing leaks."""
import unittest

from session import PlaybookTest
import datasets

import numpy as np
import pandas as pd


class Supervised(PlaybookTest):
    def test_a_linear_law_is_recovered(self):
        plan, result = self.ask(datasets.linear(), "分析影响抗压强度的主要因素，并建立预测模型。", "regression", sensitivity=True)
        self.assertEqual((plan["template"], plan["params"]["target"]), ("regression", "抗压强度(MPa)"))
        self.assertEqual(result["values"]["chosen"], "linear")
        self.assertTrue(result["baseline"]["beaten"])
        self.assertGreater(result["metrics"]["R2"], 0.95)
        self.assertEqual([i["column"] for i in result["values"]["importance"][:2]], ["水灰比", "砂率"])
        coefficient = {c["variable"]: c["value"] for c in result["values"]["coefficients"]}
        self.assertAlmostEqual(coefficient["水灰比"], 5, delta=0.3)
        self.assertIn("样本编号", [c["column"] for c in result["values"]["left_out"]])

    def test_a_curve_is_left_to_the_trees(self):
        _, result = self.ask(datasets.curved(), "Which factors affect the response? Build a model to predict response.", "regression", lang="en")
        self.assertEqual(result["values"]["chosen"], "forest")
        self.assertGreater(result["metrics"]["R2"], 0.6)

    def test_noise_is_not_explained(self):
        _, result = self.ask(datasets.pure_noise(), "Predict quality from the other variables.", "regression", lang="en")
        self.assertFalse(result["baseline"]["beaten"])
        self.assertIn("No model clearly beats", result["method"]["why"])

    def test_a_copy_of_the_target_does_not_leak(self):
        frame = datasets.linear()
        frame["强度(psi)"] = frame["抗压强度(MPa)"] * 145.04
        _, result = self.ask(frame, "分析影响抗压强度的因素", "regression")
        self.assertIn("强度(psi)", [c["column"] for c in result["values"]["left_out"]])

    def test_a_rare_class_is_found_though_accuracy_would_ignore_it(self):
        plan, result = self.ask(datasets.churn(), "建立模型预测客户是否流失，并找出主要影响因素", "classification", sensitivity=True)
        self.assertEqual((plan["template"], plan["params"]["target"]), ("classification", "是否流失"))
        self.assertGreater(result["metrics"]["auc"], 0.9)
        self.assertGreater(result["metrics"]["balanced_accuracy"], 0.8)
        self.assertEqual({i["column"] for i in result["values"]["importance"][:2]}, {"在网月数", "投诉次数"})

    def test_a_class_of_pure_chance_is_not_claimed(self):
        frame = datasets.pure_noise(200)
        frame["label"] = np.random.default_rng(3).choice(["yes", "no"], 200)
        _, result = self.ask(frame, "Classify the label using the measurements.", "classification", lang="en")
        self.assertFalse(result["baseline"]["beaten"])

    def test_a_second_table_without_the_target_is_predicted(self):
        frame = datasets.linear()
        new = datasets.linear(30, seed=99).drop(columns="抗压强度(MPa)")
        plan, result = self.ask({"附件1.csv": frame, "附件2.csv": new}, "根据附件1建立模型，对附件2中的样本预测抗压强度。", "regression")
        self.assertEqual((plan["params"]["table"], plan["params"]["predict"]), ("附件1.csv", "附件2.csv"))
        self.assertEqual(len(pd.read_csv("ques1_predictions.csv")), 30)
        self.assertEqual(len(result["values"]["predictions"]), 30)

    def test_too_few_rows_fail_plainly(self):
        _, result = self.ask(datasets.linear(6), "分析影响抗压强度的因素", "regression")
        self.assertEqual(result["status"], "failed")
        self.assertIn("少于 10 行", result["reason"])

    def test_classification_of_a_continuous_target_becomes_regression_and_says_so(self):
        plan, _ = self.ask(datasets.linear(), "对抗压强度进行判别预测", "classification")
        self.assertEqual(plan["template"], "regression")
        self.assertIn("回归", plan["reason"])


if __name__ == "__main__":
    unittest.main()
