"""The templates on data whose answer is known: the method fits the question, the baseline is beaten where it can be,
and where it cannot the result says so."""
import itertools
import json
import os
import tempfile
import unittest

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd

import datasets
from session import Session


class PlaybookTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.before = os.getcwd()
        self.addCleanup(os.chdir, self.before)
        os.chdir(self.folder.name)

    def ask(self, frame, text, ask, lang="zh", name="data.csv", encoding="utf-8", sensitivity=False, whole=None):
        """One question about one table: (plan of the question, its result, all results)."""
        files = []
        for key, data in (frame.items() if isinstance(frame, dict) else [(name, frame)]):
            data.to_csv(key, index=False, encoding=encoding)
            files.append(key)
        session = Session(lang)
        profile = session.run("profile", "profile", files=files)
        self.assertIn(profile["status"], ("ok", "partial"), profile["reason"])
        asked = [{"part": "ques1", "number": "1", "text": text, "ask": ask, "scores": {ask: 5}}]
        plan = session.run("plan", "plan", text=whole or text, questions=asked)["values"]["parts"]
        params = {k: v for k, v in plan[1]["params"].items() if k not in ("part", "template", "lang")}
        result = session.run(plan[1]["template"], "ques1", **params)
        for figure in result["figures"]:
            self.assertGreater(os.path.getsize(figure["file"]), 3000, figure)
            self.assertTrue(figure["caption"])
        if result["status"] != "failed":
            self.assertTrue(result["summary"] and result["title"] and result["method"]["name"] and result["formulas"] or plan[1]["template"] == "eda", result)
        if sensitivity:
            self.assertEqual(session.run("sensitivity", "sensitivity_analysis", parts=["ques1"])["status"], "ok")
        return plan[1], result


class Forecasts(PlaybookTest):
    def test_a_yearly_season_is_found_and_the_seasonal_naive_beaten(self):
        plan, result = self.ask(datasets.seasonal_sales(), "预测未来12个月的销售额。", "forecast", encoding="gb18030", sensitivity=True)
        self.assertEqual((plan["template"], plan["params"]["horizon"], plan["params"]["targets"]), ("forecast", 12, ["销售额(万元)"]))
        series = result["values"]["series"][0]
        self.assertEqual(series["season"], 12)
        self.assertTrue(result["baseline"]["beaten"])
        t = np.arange(72, 84)
        truth = 200 + 2 * t + 40 * np.sin(2 * np.pi * t / 12)
        self.assertLess(np.mean(np.abs(truth - [f["value"] for f in series["forecast"]])), 8)
        self.assertEqual(series["forecast"][0]["time"], "2022-01")

    def test_a_random_walk_keeps_the_naive_forecast_or_gains_next_to_nothing(self):
        kept = 0
        for seed in (2, 12, 22):
            frame = datasets.random_walk(seed=seed)
            _, result = self.ask(frame, "Forecast the closing price for the next 10 days.", "forecast", lang="en")
            kept += not result["baseline"]["beaten"]
            forecast = result["values"]["series"][0]["forecast"]
            self.assertLess(abs(forecast[0]["value"] - frame["close"].iloc[-1]), 3)
        self.assertGreaterEqual(kept, 2)

    def test_a_yearly_trend_is_carried_on(self):
        _, result = self.ask(datasets.yearly_trend(), "建立模型预测未来五年的GDP。", "forecast")
        forecast = [f["value"] for f in result["values"]["series"][0]["forecast"]]
        truth = 1000 + 120 * np.arange(24, 29)
        self.assertEqual(len(forecast), 5)
        self.assertLess(np.mean(np.abs(forecast - truth) / truth), 0.05)
        self.assertTrue(result["baseline"]["beaten"])

    def test_gaps_in_daily_data_are_filled_and_the_week_is_seen(self):
        plan, result = self.ask(datasets.daily_with_gaps(), "Predict daily visits for the next two weeks.", "forecast", lang="en")
        series = result["values"]["series"][0]
        self.assertEqual((plan["params"]["horizon"], series["season"], len(series["forecast"])), (14, 7, 14))
        self.assertIn("missing periods were filled", " ".join(result["preparation"]))

    def test_each_category_gets_its_own_forecast_and_amounts_are_summed(self):
        frames = [datasets.seasonal_sales(48, seed=s).assign(产品=p) for s, p in ((1, "冰箱"), (2, "空调"))]
        plan, result = self.ask(pd.concat(frames), "分别预测各产品下一季度的销售额", "forecast")
        self.assertEqual(plan["params"]["by"], "产品")
        self.assertEqual(sorted(s["name"] for s in result["values"]["series"]), ["冰箱", "空调"])
        self.assertEqual(len(result["values"]["series"][0]["forecast"]), 3)

    def test_years_in_columns_are_read_as_a_series(self):
        wide = pd.DataFrame([["人口", *range(100, 112)], ["粮食产量", *range(500, 560, 5)]], columns=["指标", *[f"{y}年" for y in range(2010, 2022)]])
        plan, result = self.ask(wide, "预测2025年的粮食产量", "forecast")
        self.assertEqual(plan["params"]["values"], ["粮食产量"])
        forecast = result["values"]["series"][0]["forecast"]
        self.assertEqual([f["time"] for f in forecast], ["2022", "2023", "2024", "2025"])
        self.assertAlmostEqual(forecast[-1]["value"], 575, delta=15)

    def test_too_short_a_history_fails_plainly(self):
        _, result = self.ask(datasets.seasonal_sales(3), "预测未来12个月的销售额。", "forecast")
        self.assertEqual(result["status"], "failed")
        self.assertIn("少于 4 期", result["reason"])

    def test_a_constant_history_is_said_to_be_one(self):
        frame = datasets.seasonal_sales(30)
        frame["销售额(万元)"] = 5.0
        plan, result = self.ask(frame, "预测未来3个月的销售额。", "forecast")
        self.assertNotIn("Traceback", json.dumps(result))


class Intervals(PlaybookTest):
    """Seeded simulations: how often the 95% interval holds what came."""

    def cover(self, series, seeds, horizon):
        session, hits = Session("en"), []
        for seed in range(seeds):
            y = series(np.random.default_rng(seed))
            pd.DataFrame({"sales": y[:-horizon]}).to_csv("s.csv", index=False)
            session.run("profile", "profile", files=["s.csv"])
            result = session.run("forecast", "ques1", table="s.csv", targets=["sales"], horizon=horizon)
            hits += [f["low"] <= v <= f["high"] for f, v in zip(result["values"]["series"][0]["forecast"], y[-horizon:])]
        return np.mean(hits)

    def test_short_exponential_series(self):
        covers = []
        for n, horizon, noise in ((10, 3, 0.03), (14, 4, 0.05), (20, 5, 0.03)):
            covers.append(self.cover(lambda rng: 100 * np.exp(0.08 * np.arange(n + horizon)) * np.exp(rng.normal(0, noise, n + horizon)), 40, horizon))
        self.assertGreaterEqual(min(covers), 0.88, covers)
        self.assertLessEqual(np.mean(covers), 0.99, covers)

    def test_a_random_walk_and_a_line(self):
        for name, series in (("walk", lambda rng: 500 + np.cumsum(rng.normal(0, 10, 45))), ("line", lambda rng: 1000 + 50 * np.arange(25) + rng.normal(0, 40, 25))):
            cover = self.cover(series, 40, 5)
            self.assertTrue(0.88 <= cover <= 0.99, (name, cover))


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


class Plans(PlaybookTest):
    """Which template and which target a question leads to."""

    def plan_of(self, frame, text, ask):
        frame.to_csv("t.csv", index=False)
        session = Session("en")
        session.run("profile", "profile", files=["t.csv"])
        scores = {ask: 3, "regression": 3} if ask == "forecast" else {ask: 5}
        plan = session.run("plan", "plan", text=text, questions=[{"part": "ques1", "number": "1", "text": text, "ask": ask, "scores": scores}])["values"]["parts"][1]
        return plan["template"], plan["params"].get("target") or (plan["params"].get("targets") or [None])[0], plan["params"]

    def test_the_target_is_what_is_asked_for_in_either_language(self):
        rng, n = np.random.default_rng(0), 120
        whole, real = lambda a, b: rng.integers(a, b, n), lambda: rng.normal(size=n).round(3)
        titanic = pd.DataFrame({"PassengerId": range(1, n + 1), "Survived": whole(0, 2), "Pclass": whole(1, 4), "Age": real(), "Fare": real()})
        houses = pd.DataFrame({"id": range(1, n + 1), "date": pd.Timestamp("2014-05-01") + pd.to_timedelta(np.sort(whole(0, 50)), "D"), "price": real(), "bedrooms": whole(1, 6), "sqft": whole(500, 4000)})
        staff = pd.DataFrame({"员工编号": range(1, n + 1), "部门": rng.choice(["研发", "销售"], n), "月薪": whole(4000, 20000), "工龄": whole(0, 20), "是否离职": rng.choice(["是", "否"], n)})
        concrete = pd.DataFrame({"水泥": real(), "龄期(天)": whole(1, 365), "抗压强度": real()})
        mall = pd.DataFrame({"Gender": rng.choice(["M", "F"], n), "Age": whole(18, 70), "Annual Income (k$)": whole(15, 137)})
        for frame, text, ask, template, target in [
                (titanic, "What factors made people more likely to survive?", "regression", "classification", "Survived"),
                (houses, "建立房价预测模型", "forecast", "regression", "price"),
                (staff, "哪些因素影响员工离职", "regression", "classification", "是否离职"),
                (staff, "分析影响月薪的因素", "regression", "regression", "月薪"),
                (concrete, "研究水泥用量和龄期对强度的影响", "regression", "regression", "抗压强度"),
                (mall, "对客户进行分类，制定营销策略", "classification", "clustering", None)]:
            self.assertEqual(self.plan_of(frame, text, ask)[:2], (template, target), text)

    def test_the_horizon_is_read_in_the_datas_frequency(self):
        for text, periods in [("预测未来两年", 24), ("next two quarters", 6), ("预测2023年各月的销售额", 24), ("预测2022年6月之前", 6), ("forecast the next 18 months", 18), ("预测下个月", 1), ("预测明年", 12)]:
            self.assertEqual(self.plan_of(datasets.seasonal_sales(), text, "forecast")[2].get("horizon"), periods, text)


class Relations(PlaybookTest):
    def test_the_strongest_pair_is_named_and_chance_is_corrected_for(self):
        _, result = self.ask(datasets.linear(), "分析各变量之间的相关性", "correlation", sensitivity=True)
        pair = result["values"]["pairs"][0]
        self.assertEqual({pair["a"], pair["b"]}, {"水灰比", "抗压强度(MPa)"})
        self.assertGreaterEqual(result["metrics"]["significant"], 2)

    def test_noise_has_no_significant_pair(self):
        _, result = self.ask(datasets.pure_noise(), "Is there a correlation between the variables?", "correlation", lang="en")
        self.assertEqual(result["metrics"]["significant"], 0)


class Files(PlaybookTest):
    def profile(self, *files, lang="zh"):
        return Session(lang).run("profile", "profile", files=list(files))

    def write(self, name, text, encoding="utf-8"):
        with open(name, "wb") as stream:
            stream.write(text.encode(encoding) if isinstance(text, str) else text)
        return name

    def columns(self, result, i=0):
        return {c["name"]: c["kind"] for c in result["values"]["tables"][i]["columns"]}

    def test_encodings_and_delimiters(self):
        text = "城市{0}人口{0}面积\n北京{0}2189{0}16410\n上海{0}2487{0}6340\n广州{0}1868{0}7434\n深圳{0}1756{0}1997\n"
        for i, (encoding, delimiter) in enumerate(itertools.product(["utf-8", "utf-8-sig", "gbk", "utf-16", "utf-16-le"], [",", "\t", ";", "|"])):
            name = self.write(f"f{i}.csv", text.format(delimiter), encoding)
            result = self.profile(name)
            self.assertEqual(list(self.columns(result)), ["城市", "人口", "面积"], (encoding, delimiter))
            self.assertEqual(result["values"]["tables"][0]["rows"], 4)

    def test_dates_in_five_formats_in_one_column(self):
        dates = ["2024-01-05", "2024/2/5", "2024年3月5日", "5-Apr-2024", "20240505", "2024.6.5", "July 5, 2024"]
        self.write("d.csv", "日期,值\n" + "\n".join(f'"{d}",{i}.5' for i, d in enumerate(dates)))
        result = self.profile("d.csv")
        column = result["values"]["tables"][0]["columns"][0]
        self.assertEqual((column["kind"], column["missing"], column["min"][:10], column["max"][:10]), ("time", 0, "2024-01-05", "2024-07-05"))

    def test_a_day_above_twelve_tells_the_order(self):
        self.write("d.csv", "date,v\n03/04/2024,1\n25/04/2024,2\n05/05/2024,3\n")
        self.assertEqual(self.profile("d.csv")["values"]["tables"][0]["columns"][0]["min"][:10], "2024-04-03")

    def test_numbers_as_people_write_them(self):
        self.write("n.csv", '店,金额,占比,备注\nA,"￥1,234.50",12%,x\nB,"￥2,000",8%,y\nC,-,30%,z\nD,"￥1万",50%,w\n')
        columns = {c["name"]: c for c in self.profile("n.csv")["values"]["tables"][0]["columns"]}
        self.assertEqual((columns["金额"]["max"], columns["金额"]["missing"], columns["占比"]["max"]), (10000, 1, 50))

    def test_duplicate_headers_and_a_title_above_them(self):
        self.write("t.csv", "2023年统计表,,,\n地区,产量,产量,备注\n东,1.5,2.5,a\n西,3.5,4.5,b\n南,5.5,6.5,c\n合计,10.5,13.5,\n")
        result = self.profile("t.csv")
        self.assertEqual(list(self.columns(result)), ["地区", "产量", "产量_2", "备注"])
        notes = " ".join(result["values"]["tables"][0]["notes"])
        self.assertIn("重名", notes)
        self.assertIn("合计", notes)

    def test_workbooks_with_sheets_merged_cells_and_two_header_rows(self):
        import openpyxl
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "产销"
        for row in [["2023年产销表", None, None, None, None], ["地区", "上半年", None, "下半年", None], [None, "产量", "销量", "产量", "销量"], ["华东", 1, 2, 3, 4], ["华南", 5, 6, 7, 8], ["华北", 9, 1, 2, 3]]:
            sheet.append(row)
        for area in ("A1:E1", "A2:A3", "B2:C2", "D2:E2"):
            sheet.merge_cells(area)
        other = book.create_sheet("人口")
        other.append(["城市", "人口"])
        other.append(["甲", 12.5])
        other.append(["乙", 3.5])
        book.save("b.xlsx")
        result = self.profile("b.xlsx")
        self.assertEqual([t["key"] for t in result["values"]["tables"]], ["b.xlsx#产销", "b.xlsx#人口"])
        self.assertEqual(list(self.columns(result)), ["地区", "上半年_产量", "上半年_销量", "下半年_产量", "下半年_销量"])

    def test_files_that_are_not_what_they_are_called(self):
        datasets.linear(20).to_excel("x.csv.xlsx", index=False)
        os.rename("x.csv.xlsx", "x.csv")
        self.write("y.xlsx", "a,b\n1,2.5\n3,4.5\n5,6.5\n")
        result = self.profile("x.csv", "y.xlsx")
        self.assertEqual(len(result["values"]["tables"]), 2)
        self.assertIn("扩展名", " ".join(result["values"]["tables"][1]["notes"]))

    def test_what_cannot_be_read_is_said_plainly(self):
        cfb = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
        cases = {"empty.csv": (b"", "空"), "blank.csv": (b"\n \n", "空"), "header.csv": ("a,b,c\n".encode(), "没有数据"), "secret.xlsx": (cfb, "密码"), "paper.pdf": (b"%PDF-1.4 ...", "PDF"),
                 "broken.xlsx": (b"PK\x03\x04rubbish", "损坏"), "prose.txt": ("这是一段很长的说明文字" * 30 + "\n" + "没有任何表格，只有文字的说明" * 20).encode(), "bad.json": (b'{"a": [1,', "JSON")}
        for name, case in cases.items():
            data, word = case if isinstance(case, tuple) else (case, "文字")
            self.write(name, data)
            result = self.profile(name)
            self.assertEqual(result["status"], "failed", name)
            self.assertIn(word, result["reason"], name)

    def test_a_bad_file_beside_a_good_one_makes_it_partial(self):
        self.write("bad.csv", b"")
        datasets.linear(20).to_csv("good.csv", index=False)
        result = self.profile("bad.csv", "good.csv")
        self.assertEqual((result["status"], len(result["values"]["tables"])), ("partial", 1))

    def test_only_an_index_is_dropped_for_rising_by_one(self):
        n = 12
        rows = {"": range(n), "序号": range(1, n + 1), "温度": range(20, 20 + n), "年龄": range(1, n + 1), "期数": range(1, n + 1), "年份": range(2001, 2001 + n), "产量": [v * v % 7 + 0.5 for v in range(n)]}
        pd.DataFrame(rows).to_csv("s.csv", index=False)
        kinds = self.columns(self.profile("s.csv"))
        self.assertEqual(list(kinds.values()), ["id", "count", "count", "step", "time", "number"])
        session = Session("zh")
        session.run("profile", "profile", files=["s.csv"])
        result = session.run("regression", "ques1", table="s.csv", target="产量")
        self.assertEqual({c["column"] for c in result["values"]["left_out"]}, {"序号"})

    def test_a_counted_period_orders_a_forecast_and_is_not_its_target(self):
        with open("s.csv", "w") as stream:
            stream.write("day,sales\n" + "\n".join(f"{d},{10 + 2 * d}" for d in range(5, 30)))
        session = Session("en")
        session.run("profile", "profile", files=["s.csv"])
        text = "Predict the sales of the next 3 days."
        plan = session.run("plan", "plan", text=text, questions=[{"part": "ques1", "number": "1", "text": text, "ask": "forecast", "scores": {"forecast": 5}}])["values"]["parts"][1]
        self.assertEqual((plan["template"], plan["params"]["targets"]), ("forecast", ["sales"]))

    def test_json_records(self):
        self.write("r.json", json.dumps({"data": [{"name": "a", "v": 1.5}, {"name": "b", "v": 2.5}, {"name": "c", "v": 3.0}]}))
        self.assertEqual(list(self.columns(self.profile("r.json"))), ["name", "v"])

    def test_one_column_and_all_text(self):
        self.write("one.csv", "value\n" + "\n".join(str(v) for v in range(3, 60, 2)))
        self.write("text.csv", "姓名,意见\n" + "\n".join(f"人{i},{'好' if i % 2 else '一般'}" for i in range(30)))
        session = Session("zh")
        session.run("profile", "profile", files=["one.csv", "text.csv"])
        self.assertEqual(session.run("eda", "eda", table="one.csv")["status"], "ok")
        self.assertEqual(session.run("eda", "eda", table="text.csv")["status"], "partial")
        for template, params in [("forecast", {"targets": ["value"], "table": "one.csv", "horizon": 3}), ("clustering", {"table": "text.csv"}), ("regression", {"table": "one.csv", "target": "value"}),
                                 ("classification", {"table": "text.csv", "target": "意见"}), ("evaluation", {"table": "text.csv"}), ("correlation", {"table": "one.csv"}), ("optimisation", {"table": "text.csv", "tables": ["text.csv"], "question": "使收益最大"})]:
            result = session.run(template, template, **params)
            self.assertIn(result["status"], ("ok", "failed"))
            self.assertNotIn("计算出错", result["reason"])

    def test_a_million_rows(self):
        n = 1_000_000
        rng = np.random.default_rng(1)
        day = np.sort(rng.integers(0, 365, n))
        frame = pd.DataFrame({"日期": (pd.Timestamp("2023-01-01") + pd.to_timedelta(np.arange(365), "D")).strftime("%Y-%m-%d").values[day], "门店": rng.choice(["东店", "西店"], n), "销量": rng.poisson(3, n), "单价": rng.gamma(5, 3, n).round(2)})
        frame.to_csv("big.csv", index=False)
        session = Session("zh")
        profile = session.run("profile", "profile", files=["big.csv"])
        self.assertEqual(profile["values"]["tables"][0]["rows"], n)
        plan = session.run("plan", "plan", text="", questions=[{"part": "ques1", "number": "1", "text": "预测未来7天的销量", "ask": "forecast", "scores": {}}, {"part": "ques2", "number": "2", "text": "分析影响销量的因素", "ask": "regression", "scores": {}}])
        for part in plan["values"]["parts"][:3]:
            params = {k: v for k, v in part["params"].items() if k not in ("part", "template", "lang")}
            result = session.run(part["template"], part["part"], **params)
            self.assertIn(result["status"], ("ok", "partial"), result["reason"])



if __name__ == "__main__":
    unittest.main()
