"""Forecasts of series whose future is known, and intervals that hold what they promise."""
import json
import unittest

from session import PlaybookTest, Session
import datasets

import numpy as np
import pandas as pd


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


if __name__ == "__main__":
    unittest.main()
