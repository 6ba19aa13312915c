"""What a question says of the rows and of the columns is used, or the answer says that it was not."""
import unittest

from tables import TablesTest, months, seasonal

import numpy as np
import pandas as pd


class Conditions(TablesTest):
    def two_regions(self, names, column="region"):
        y = seasonal(36)
        rows = [(m, n, v * (i + 1)) for m, v in zip(months(36), y) for i, n in enumerate(names)]
        return pd.DataFrame(rows, columns=["month", column, "sales"])

    def forecast(self, frame, text, lang="en"):
        plan, result = self.ask(frame, text, "forecast", lang=lang)
        return plan["params"], result

    def first(self, result):
        return float(result["tables"][0]["rows"][0][-3])

    def test_rows_named_beside_their_column_are_those_forecast(self):
        near = lambda x, y: self.assertLess(abs(x / y - 1), 0.15, (x, y))
        for names, column, text, times in [
            ("AB", "region", "Forecast the sales of region B for the next 6 months.", 2),
            ("AB", "region", "Forecast the sales in region A for the next 6 months.", 1),
            ([1, 2, 3], "store", "Forecast the sales of store 3 for the next 6 months.", 3),
            ([101, 102], "store_id", "Forecast the sales of store 102 for the next 6 months.", 2),
            ("甲乙", "门店", "预测门店乙未来6个月的sales。", 2),
            ("AB", "地区", "预测B地区未来6个月的sales。", 2),
        ]:
            lang = "en" if text.isascii() else "zh"
            _, result = self.forecast(self.two_regions(names, column), text, lang)
            self.assertEqual(result["status"], "ok", text)
            near(self.first(result), times * seasonal(37)[36])

    def test_values_of_two_columns_both_count(self):
        y = seasonal(36)
        rows = [
            (m, r, p, v * (1 + i) * (1 + 10 * j))
            for m, v in zip(months(36), y)
            for i, r in enumerate(["North", "South"])
            for j, p in enumerate(["phones", "laptops"])
        ]
        frame = pd.DataFrame(rows, columns=["month", "region", "product", "sales"])
        _, result = self.forecast(frame, "Forecast the sales of laptops in the South region for the next 6 months.")
        self.assertLess(abs(self.first(result) / (22 * seasonal(37)[36]) - 1), 0.15)

    def test_a_span_of_years_is_used(self):
        frame = pd.DataFrame({"month": months(60, "2019-01"), "sales": [10.0] * 24 + list(seasonal(36))})
        for text, rows in [
            ("Forecast the sales for the next 6 months, using only data since 2021.", 36),
            ("Forecast the sales for the next 6 months. Use only the data after 2021.", 24),
            ("Based on data from 2021 to 2022, forecast the sales for the next 6 months.", 24),
            ("Forecast the sales for the next 6 months, excluding 2019.", 48),
            ("只用2021年以后的数据预测未来6个月的sales。", 36),
            ("剔除2019年，预测未来6个月的sales。", 48),
            ("基于2021年至2022年的数据，预测未来6个月的sales。", 24),
            ("Forecast the sales until 2025.", 60),
            ("预测2024年的sales。", 60),
        ]:
            _, result = self.forecast(frame, text, "en" if text.isascii() else "zh")
            self.assertEqual((result["data"]["rows"], result["status"]), (rows, "ok"), text)

    def test_a_condition_that_cannot_be_met_is_told(self):
        frame = pd.DataFrame({"month": months(36), "sales": seasonal(36)})
        _, result = self.forecast(frame, "Forecast the sales for the next 6 months, using only data after 2030.")
        self.assertEqual(result["status"], "partial")
        self.assertIn("after 2030", result["reason"])

    def test_rows_of_a_named_kind_are_ranked_alone(self):
        frame = pd.DataFrame(
            {"city": list("PQRSTUVW"), "region": ["North", "South"] * 4, "income": range(8), "rent": [5, 3, 8, 1, 9, 2, 7, 4]}
        )
        _, result = self.ask(frame, "Evaluate and rank the cities of the North region by income and rent.", "evaluation", "en")
        self.assertEqual(result["data"]["rows"], 4)

    def test_rows_of_a_size_are_ranked_alone(self):
        frame = pd.DataFrame({"city": list("PQRSTUVW"), "income": range(8), "rent": [5, 3, 8, 1, 9, 2, 7, 4]})
        for text, rows in [
            ("Evaluate and rank the cities with a rent below 5 by income and rent.", 4),
            ("Evaluate and rank the cities with a rent of at least 5 by income and rent.", 4),
            ("对rent超过3的城市按income和rent进行综合评价并排名。", 5),
        ]:
            _, result = self.ask(frame, text, "evaluation", "en" if text.isascii() else "zh")
            self.assertEqual((result["data"]["rows"], result["status"]), (rows, "ok"), text)
        _, result = self.ask(frame, "Rank the cities with a rent above 100 by income and rent.", "evaluation", "en")
        self.assertEqual(result["status"], "partial")

    def test_each_indicator_listed_is_used_or_missed_aloud(self):
        frame = pd.DataFrame(
            {
                "Supplier": [f"S{i}" for i in range(7)],
                "Quality_Score": [70 + i * 11 % 25 for i in range(7)],
                "Delay (days)": [i * 5 % 9 for i in range(7)],
                "Unit_Cost": [10 + i * 3 % 7 for i in range(7)],
            }
        )
        plan, result = self.ask(frame, "Rank the suppliers by quality, delays and unit cost.", "evaluation", "en")
        self.assertEqual(set(plan["params"]["indicators"]), set(frame.columns[1:]))
        self.assertEqual(result["status"], "ok")
        _, result = self.ask(frame, "Rank the suppliers by quality, delays and safety.", "evaluation", "en")
        self.assertEqual(result["status"], "partial")
        self.assertIn("safety", result["reason"])

    def test_a_word_that_fits_two_names_alike_means_both(self):
        frame = pd.DataFrame({"month": months(36), "North_sales": seasonal(36), "South_sales": 2 * seasonal(36)})
        params, _ = self.forecast(frame, "Forecast the sales for the next 6 months.")
        self.assertEqual(params["targets"], ["North_sales", "South_sales"])
        params, _ = self.forecast(frame, "Forecast the South sales for the next 6 months.")
        self.assertEqual(params["targets"], ["South_sales"])

    def test_what_is_counted_and_not_there_is_missed_aloud(self):
        frame = pd.DataFrame({"month": months(36), "revenue": seasonal(36), "cost": seasonal(36, 300)})
        _, result = self.forecast(frame, "Forecast the number of customers for the next 6 months.")
        self.assertEqual(result["status"], "partial")
        self.assertIn("customers", result["reason"])

    def test_what_stands_in_relation_to_others_is_explained_by_them(self):
        t = np.arange(30)
        frame = pd.DataFrame({"房价": 100 + 3 * t + t * 7 % 11, "绿化率": t * 7 % 11, "收入": 20 + t})
        plan, _ = self.ask(frame, "建立回归模型，分析房价与收入、绿化率的关系。", "regression", "zh")
        self.assertEqual(plan["params"]["target"], "房价")
        frame = frame.set_axis(["rent", "age", "area"], axis=1)
        plan, _ = self.ask(frame, "Model how the rent depends on area and age.", "regression", "en")
        self.assertEqual(plan["params"]["target"], "rent")

    def test_currencies_without_rates_are_no_numbers(self):
        frame = pd.DataFrame({"month": months(36), "sales": [f"{'€$'[i % 2]}{v:.2f}" for i, v in enumerate(seasonal(36))], "cost": seasonal(36)})
        _, result = self.forecast(frame, "Forecast the sales for the next 6 months.")
        self.assertEqual(result["status"], "failed")
        self.assertIn("mixes currencies", result["reason"])

    def test_a_span_shorter_than_a_period_is_told(self):
        frame = pd.DataFrame({"year": range(1750, 1910, 10), "people": np.arange(16) ** 2 + 5.0})
        params, result = self.forecast(frame, "Forecast the people for the next 5 years.")
        self.assertEqual((params["horizon"], result["status"]), (1, "partial"))
        params, _ = self.forecast(frame, "Forecast the people for the next 30 years.")
        self.assertEqual(params["horizon"], 3)


class Rows(TablesTest):
    def test_statistics_below_a_table_are_no_rows(self):
        head = ["shop", "sales", "complaints"]
        data = [[f"S{i}", 100 + i * 17 % 60, i * 3 % 7] for i in range(8)]
        for names in (["平均", "最大值", "最小值"], ["Mean", "Std. dev.", "Median"], ["Mittelwert", "Maximum"]):
            self.rows("t.csv", head, [*data, *([n, 111.5, 3.5] for n in names)])
            self.assertEqual(len(self.one("t.csv").frame), 8, names)

    def test_a_table_across_is_not_joined_with_its_own_sums(self):
        y = seasonal(72).round()
        names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
        rows = [[2018 + k, *y[12 * k : 12 * k + 12], y[12 * k : 12 * k + 12].sum()] for k in range(6)]
        frame = pd.DataFrame(rows, columns=["Year", *names, "Total"])
        plan, result = self.ask(frame, "Forecast the visitors for the next 12 months.", "forecast", "en", name="visitors.csv")
        self.assertEqual(plan["params"]["targets"], ["value"])
        self.assertLess(abs(float(result["tables"][0]["rows"][0][1]) / seasonal(73)[72] - 1), 0.15)

    def test_quarters_of_financial_years(self):
        for cells in (["Q1 FY18", "Q2 FY18", "Q3 FY18", "Q4 FY18"], ["FY2018 Q1", "FY2018 Q2", "FY2018 Q3", "FY2018 Q4"]):
            self.rows("t.csv", ["period", "v"], [[c, i * i] for i, c in enumerate(cells)])
            self.assertEqual(str(self.one("t.csv").frame.dtypes.iloc[0]), "datetime64[ns]", cells)

    def test_days_far_from_the_rest_and_long_spans(self):
        self.rows("t.csv", ["年份", "v"], [[1750 + 10 * i, i * i] for i in range(16)])
        self.assertEqual(len(self.one("t.csv").frame), 16)


if __name__ == "__main__":
    unittest.main()
