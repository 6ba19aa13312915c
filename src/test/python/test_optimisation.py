"""Programmes whose optimum is known, and texts that bound them in many ways."""
import itertools
import unittest

from session import PlaybookTest
import datasets

import pandas as pd


class Programmes(PlaybookTest):
    def test_a_budget_is_spent_as_well_as_brute_force_would(self):
        frame = datasets.projects()
        _, result = self.ask(frame, "总投资预算不超过150万元，应选择哪些项目使总收益最大？", "optimisation", sensitivity=True)
        best = max((sum(frame["预期收益(万元)"].iloc[list(s)]) for r in range(7) for s in itertools.combinations(range(6), r) if sum(frame["投资(万元)"].iloc[list(s)]) <= 150))
        self.assertEqual(result["status"], "ok")
        self.assertAlmostEqual(result["values"]["total"], best)
        self.assertEqual(result["values"]["kind"], "selection")

    def test_count_and_budget_together_in_english(self):
        frame = datasets.projects().set_axis(["project", "cost (k$)", "benefit (k$)"], axis=1)
        _, result = self.ask(frame, "Select projects to maximize total benefit with a budget of 150 and at most 2 projects.", "optimisation", lang="en")
        self.assertAlmostEqual(result["values"]["total"], 160)
        self.assertEqual({s["label"] for s in result["values"]["solution"]}, {"P5", "P3"})

    def test_the_budget_is_read_in_the_columns_unit(self):
        _, result = self.ask(datasets.projects(), "总预算为0.015亿元，选择项目使预期收益最大", "optimisation")
        self.assertAlmostEqual(next(l["value"] for l in result["values"]["limits"]), 150)

    def test_a_product_mix(self):
        _, result = self.ask(datasets.products(), "每周木工工时不超过240小时，油漆工时不超过100小时，如何安排生产使利润最大？", "optimisation", sensitivity=True)
        self.assertAlmostEqual(result["values"]["total"], 4100)
        self.assertEqual({s["label"]: s["value"] for s in result["values"]["solution"]}, {"桌子": 30, "椅子": 40})

    def test_resources_may_stand_in_a_table_of_their_own(self):
        resources = pd.DataFrame({"资源": ["木工工时", "油漆工时"], "可用量": [240, 100]})
        _, result = self.ask({"产品.csv": datasets.products(), "资源.csv": resources}, "如何安排生产使总利润最大？", "optimisation")
        self.assertAlmostEqual(result["values"]["total"], 4100)

    def test_a_diet_is_a_minimum_under_requirements(self):
        foods = pd.DataFrame({"food": ["oats", "milk", "eggs"], "price": [0.5, 0.8, 1.2], "protein (g)": [4, 8, 13], "calories": [110, 160, 160]})
        _, result = self.ask(foods, "How much of each food should be purchased so that total cost is minimized with at least 55 g of protein and at least 800 calories? Fractions of a kg are fine.", "optimisation", lang="en")
        from scipy.optimize import linprog
        truth = linprog([0.5, 0.8, 1.2], A_ub=[[-4, -8, -13], [-110, -160, -160]], b_ub=[-55, -800]).fun
        self.assertAlmostEqual(result["values"]["total"], truth, places=4)

    def test_every_resource_that_is_named_binds_and_one_product_may_have_a_floor(self):
        frame = pd.DataFrame({"产品": ["A", "B", "C"], "单位利润(元)": [30, 40, 35], "原料消耗(kg)": [3, 4, 3], "机器工时(小时)": [2, 1, 3], "最大需求(件)": [100, 80, 60]})
        _, result = self.ask(frame, "如何制定生产计划使利润最大？", "optimisation", whole="现有原料 500 kg，机器工时 300 小时。其中产品A至少生产20件。如何制定生产计划使利润最大？")
        self.assertEqual({(l["column"], l["value"]) for l in result["values"]["limits"]}, {("原料消耗(kg)", 500), ("机器工时(小时)", 300)})
        self.assertEqual({s["label"]: s["value"] for s in result["values"]["solution"]}, {"A": 20, "B": 65, "C": 60})

    def test_land_bounds_the_sum_and_money_is_converted(self):
        crops = pd.DataFrame({"作物": ["小麦", "玉米", "大豆"], "亩均收益(元)": [600, 800, 500], "用水量(吨/亩)": [50, 80, 40]})
        _, result = self.ask(crops, "有耕地200亩，可用水12000吨，如何安排种植面积使总收益最大？", "optimisation")
        self.assertAlmostEqual(result["values"]["total"], 133333.333, places=2)
        projects = pd.DataFrame({"project": list("ABCD"), "cost ($M)": [10, 20, 30, 25], "NPV ($M)": [15, 28, 45, 30], "engineers": [5, 8, 12, 10]})
        _, result = self.ask(projects, "Which projects should be selected to maximize NPV if the budget is $55 million and no more than 25 engineers are available?", "optimisation", lang="en")
        self.assertAlmostEqual(result["values"]["total"], 75)

    def test_a_blend_keeps_its_shares(self):
        feed = pd.DataFrame({"原料": ["玉米", "豆粕", "鱼粉"], "价格(元/kg)": [2.1, 3.6, 9], "蛋白质含量(%)": [9, 44, 62]})
        _, result = self.ask(feed, "配制100kg饲料，要求蛋白质不低于18%，如何配料使成本最低？", "optimisation")
        self.assertAlmostEqual(result["values"]["total"], 100 * (2.1 * 26 / 35 + 3.6 * 9 / 35), places=3)

    def test_transportation_with_margins(self):
        _, result = self.ask(datasets.shipping(), "三个产地向四个销地调运，如何安排运输使总运费最小？", "optimisation", sensitivity=True)
        self.assertEqual(result["values"]["kind"], "transport")
        self.assertAlmostEqual(result["values"]["total"], 85)
        self.assertTrue(result["baseline"]["beaten"])

    def test_assignment(self):
        frame = datasets.jobs()
        _, result = self.ask(frame, "四名工人完成四项任务，每人一项，如何指派使总时间最短？", "optimisation", sensitivity=True)
        costs = frame.iloc[:, 1:].values
        best = min(sum(costs[i, p[i]] for i in range(4)) for p in itertools.permutations(range(4)))
        self.assertEqual(result["values"]["kind"], "assignment")
        self.assertAlmostEqual(result["values"]["total"], best)

    def test_a_limit_for_one_item_binds_however_its_name_is_written(self):
        frame = pd.DataFrame({"product": ["Oak Table", "Pine-Chair", "shelf"], "unit profit": [30, 48, 42], "wood (kg)": [3, 4, 3]})
        for floor in ("at least 20 oak tables", "at least 20 units of Oak  Table", "at least 20 OAK-TABLES", "at least 20 oak_table", "Ｏａｋ Ｔａｂｌｅ at least 20 pieces"):
            _, result = self.ask(frame, f"How many of each should be produced to maximize profit with 500 kg of wood? Produce {floor}. No more than 10 pine chairs and at most 15 shelves can be sold.", "optimisation", lang="en")
            amounts = {s["label"]: s["value"] for s in result["values"]["solution"]}
            self.assertEqual(result["status"], "ok", (floor, result["reason"], result["limitations"]))
            self.assertGreaterEqual(amounts["Oak Table"], 20, floor)
            self.assertEqual((amounts.get("Pine-Chair", 0), amounts.get("shelf", 0)), (10, 15), floor)

    def test_items_are_bounded_one_by_one_together_or_each(self):
        frame = pd.DataFrame({"产品": ["桌 子", "椅子", "柜子(大)"], "单位利润(元)": [70, 50, 10], "木工工时(小时)": [4, 3, 5]})
        _, result = self.ask(frame, "木工工时不超过 240 小时，桌子至多生产 20 件而椅子至多 25 件，柜子至少 2 件，如何安排生产使利润最大？", "optimisation")
        self.assertEqual({s["label"]: s["value"] for s in result["values"]["solution"]}, {"桌 子": 20, "椅子": 25, "柜子(大)": 17})
        _, result = self.ask(frame, "木工工时不超过 240 小时，桌子和椅子合计不超过 30 件，如何安排生产使利润最大？", "optimisation")
        amounts = {s["label"]: s["value"] for s in result["values"]["solution"]}
        self.assertLessEqual(amounts.get("桌 子", 0) + amounts.get("椅子", 0), 30)
        _, result = self.ask(frame, "木工工时不超过 240 小时，桌子和椅子各至少 10 件，如何安排生产使利润最大？", "optimisation")
        amounts = {s["label"]: s["value"] for s in result["values"]["solution"]}
        self.assertGreaterEqual(min(amounts["桌 子"], amounts["椅子"]), 10)

    def test_a_rule_is_about_the_items_of_its_own_clause(self):
        _, result = self.ask(datasets.projects(), "总投资预算不超过150万元，P-6 必须入选，P1和P5不能同时入选，应选择哪些项目使总收益最大？", "optimisation")
        chosen = {s["label"] for s in result["values"]["solution"]}
        self.assertIn("P6", chosen)
        self.assertFalse({"P1", "P5"} <= chosen)
        self.assertEqual((result["status"], result["values"]["kind"]), ("ok", "selection"))

    def test_a_floor_for_an_item_makes_amounts_of_it_and_not_a_choice(self):
        frame = pd.DataFrame({"product": ["A", "B", "C"], "profit": [3, 5, 4], "labour (hours)": [1, 2, 1]})
        _, result = self.ask(frame, "Maximize total profit with 100 hours of labour. Product B must not exceed 20 units; make at least 10 units of product A and at most 15 units of product C.", "optimisation", lang="en")
        self.assertEqual((result["status"], result["values"]["kind"]), ("ok", "mix"))
        self.assertEqual({s["label"]: s["value"] for s in result["values"]["solution"]}["C"], 15)

    def test_a_limit_for_what_the_table_does_not_name_is_said_and_not_dropped(self):
        background = "木工工时不超过240小时，油漆工时不超过100小时。沙发至少生产20件，书架占比不超过 30%。"
        for text, whole in [("如何安排生产使利润最大？", background + "如何安排生产使利润最大？"), (background + "如何安排生产使利润最大？", None)]:
            _, result = self.ask(datasets.products(), text, "optimisation", whole=whole)
            self.assertEqual(result["status"], "partial")
            said = " ".join(result["limitations"])
            self.assertIn("沙发至少生产20件", said)
            self.assertIn("书架占比不超过 30%", said)
            self.assertNotIn("240", said)
            self.assertAlmostEqual(result["values"]["total"], 4100)
        _, result = self.ask(datasets.shipping(), "三个产地向四个销地调运，A1 到 B3 的线路最多运 2 吨，如何安排运输使总运费最小？", "optimisation")
        self.assertIn("最多运 2 吨", " ".join(result["limitations"]))

    def test_contradicting_limits_are_named(self):
        frame = datasets.projects()
        _, result = self.ask(frame, "总投资不超过50万元，且至少选择4个项目，使总收益最大", "optimisation")
        self.assertEqual(result["status"], "failed")
        self.assertIn("互相矛盾", result["reason"])

    def test_without_limits_it_says_what_is_missing(self):
        _, result = self.ask(datasets.suppliers(), "如何优化供应商方案？", "optimisation")
        self.assertEqual(result["status"], "failed")
        self.assertIn("限制", result["reason"])


if __name__ == "__main__":
    unittest.main()
