"""Codes, missing values, encodings, what a workbook hides, and what a question names and cannot have."""
import os
import unittest

from tables import TablesTest, german, months, seasonal

import numpy as np
import pandas as pd


class Codes(TablesTest):
    def test_na_is_a_code_among_codes(self):
        for codes in (
            ["ZA", "NA", "BW", "ZW", "MZ"],
            ["EU", "AS", "NA", "AF", "OC"],
            ["Na", "Mg", "Al", "Si", "K"],
            ["DEU", "USA", "NA", "FRA", "ITA"],
        ):
            self.rows("c.csv", ["code", "growth"], [[c, i + 0.5] for i, c in enumerate(codes)])
            table = self.one("c.csv")
            self.assertEqual(list(table.frame["code"]), codes)
            self.assertIn("code like", self.notes(table))
        result = self.answer(["c.csv"], "evaluate and rank the countries by growth.", "evaluation")
        self.assertIn("usable", result["reason"])
        self.rows("n.csv", ["city", "growth"], [["Bonn", "NA"], ["NA", 2], ["Mainz", 3], ["Köln", 4]])
        frame = self.one("n.csv").frame
        self.assertEqual((int(frame["growth"].isna().sum()), int(frame["city"].isna().sum())), (1, 1))

    def test_codes_stay_as_they_are_written(self):
        for name, cells in [
            ("postcode", ["01067", "80331", "01067", "20095", "04109"]),
            ("PLZ", ["80331", "20095", "10115", "50667", "80331"]),
            ("邮编", ["100080", "518000", "200120", "310000", "100080"]),
            ("phone", ["13800138000", "13912345678", "13700000001", "13800138001", "13800138002"]),
            (
                "身份证号",
                [
                    "110101199003071234",
                    "110101199003071235",
                    "440101199003071236",
                    "110101199003071237",
                    "320101199003071238",
                ],
            ),
            ("customer_id", ["7", "12", "7", "12", "31"]),
            ("zip", ["02139", "94103", "10001", "60601", "02139"]),
            ("品番", ["0012", "0450", "0007", "1200", "0012"]),
        ]:
            self.rows("p.csv", [name, "rent"], [[c, 900 + i] for i, c in enumerate(cells)])
            table = self.one("p.csv")
            self.assertEqual(list(table.frame[name]), cells)
            self.assertIn(name, self.notes(table))
        book = self.book(
            "p.xlsx",
            ("d", [["plz", "rent"], *[[int(c), 900 + i] for i, c in enumerate(["01067", "80331", "04109"])]]),
        )
        for row in book["d"]["A2:A4"]:
            row[0].number_format = "00000"
        book.save("p.xlsx")
        self.assertEqual(list(self.one("p.xlsx").frame["plz"]), ["01067", "80331", "04109"])

    def test_codes_as_spreadsheets_export_them(self):
        self.write("x.csv", '\u200bname,code\nA,="0012"\nB,="0013"\nC,="0450"\n')
        frame = self.one("x.csv").frame
        self.assertEqual(
            (list(frame.columns), list(frame["code"])), (["name", "code"], ["0012", "0013", "0450"])
        )

    def test_a_postcode_is_a_category_of_a_regression(self):
        rng = np.random.default_rng(3)
        codes = rng.choice(["01067", "80331", "20095"], 90)
        area = rng.integers(40, 120, 90)
        rent = (area * np.where(codes == "80331", 18, 9) + rng.normal(0, 5, 90)).round()
        self.rows("r.csv", ["postcode", "area", "rooms", "rent"], list(zip(codes, area, area // 30, rent)))
        result = self.answer(
            ["r.csv"],
            "build a regression model that explains the rent by postcode, area and rooms.",
            "regression",
        )
        self.assertEqual(
            (result["status"], result["values"]["target"], set(result["values"]["features"])),
            ("ok", "rent", {"postcode", "area", "rooms"}),
        )
        self.assertTrue(
            any("80331" in c["variable"] for c in result["values"]["coefficients"]),
            result["values"]["coefficients"],
        )


class Missing(TablesTest):
    def test_numbers_that_stand_for_nothing(self):
        usual = [round(5 + i % 9 + 0.1 * i, 1) for i in range(30)]
        for mark in ("-9999", "9999.9", "999.9", "-999", "99999", "9999", "-9999.0"):
            cells = [mark if i in (4, 11, 20) else v for i, v in enumerate(usual)]
            table, column = self.column(cells, "temp")
            self.assertEqual(int(column.isna().sum()), 3, mark)
            self.assertLess(column.abs().max(), 20)
            self.assertIn("3 cells of 'temp' count as missing", self.notes(table))
        for name, cells in [
            ("answer", [1, 2, 3, 4, 5, 99, 2, 3, 1, 4, 99, 5]),
            ("rain", ["0.1", "0", "2.5", "99.99", "1.2", "0.3", "0", "0.7", "99.99", "0.1"]),
        ]:
            table, column = self.column(cells, name)
            self.assertEqual(int(column.isna().sum()), 2, cells)
        table, column = self.column(
            ["-9999" if i == 3 else "999.9" if i == 5 else v for i, v in enumerate(usual)], "t"
        )
        self.assertEqual(int(column.isna().sum()), 2)

    def test_nines_that_are_values_stay(self):
        for cells in (
            [99, 199, 299, 399, 499, 599, 699, 799, 899, 999],
            [95, 96, 97, 98, 99, 93, 91, 94, 99, 92],
            list(range(9990, 10010)),
            [120, 560, 999, 1430, 2100, 3500, 800, 640, 910, 4200],
            [-99, -80, -60, -20, 0, 30, 60, 90, 120, 99],
        ):
            self.assertEqual(int(self.column(cells)[1].isna().sum()), 0, cells)

    def test_marks_of_missing_values_are_counted(self):
        for mark in ("n/a", "--", "…", "*", "N.A.", "k.A.", "–", "#REF!", "缺测", "欠測", "..", "NA"):
            table, column = self.column(["12,5", mark, "13,5", mark, "14,25", "15"])
            self.assertEqual([round(v, 2) for v in column.dropna()], [12.5, 13.5, 14.25, 15], mark)
            self.assertIn("2 cells of 'value' count as missing", self.notes(table), mark)

    def test_a_sensors_gap_does_not_move_the_forecast(self):
        y = [round(5 + 0.05 * i, 1) for i in range(120)]
        rows = [
            [str(d)[:10], -9999 if i % 17 == 5 else v]
            for i, (d, v) in enumerate(zip(pd.date_range("2023-01-01", periods=120), y))
        ]
        self.rows("s.csv", ["date", "temperature"], rows)
        name, periods, _, _, values = self.forecast(
            ["s.csv"], "forecast the temperature for the next 14 days."
        )
        self.assertEqual((name, periods), ("temperature", 120))
        self.assertTrue(all(10.5 < v < 12.5 for v in values), values)
        self.assertIn("-9999 (7)", " ".join(self.result["preparation"]))


class Encodings(TablesTest):
    def test_candidates_are_scored(self):
        for encoding, text, names in [
            (
                "cp1252",
                "Monat;Absatz;Höhe;Straße\n2021-01;65,9;1,5;Südstraße\n2021-02;74,0;1,51;Südstraße\n",
                ["Monat", "Absatz", "Höhe", "Straße"],
            ),
            (
                "cp1252",
                "année;chiffre d’affaires;dépôt\n2020;5,5;Orléans\n2021;6,5;Besançon\n",
                ["année", "chiffre d’affaires", "dépôt"],
            ),
            (
                "cp1252",
                "año;población;región\n2020;5;Cataluña\n2021;6;Aragón\n",
                ["año", "población", "región"],
            ),
            ("gb18030", "城市,人口,面积\n北京,2189,16410\n上海,2487,6340\n", ["城市", "人口", "面积"]),
            ("gbk", "a,销量\nx,1.5\ny,2.5\n", ["a", "销量"]),
            ("big5", "月份,銷售額,地區\n2021-01,5.5,臺北\n2021-02,6.5,高雄\n", ["月份", "銷售額", "地區"]),
            ("big5", "縣市,人口數,面積\n臺中市,281,2215\n新北市,403,2053\n", ["縣市", "人口數", "面積"]),
            ("cp932", "年月,売上高,店舗\n2021-01,5.5,渋谷\n2021-02,6.5,なんば\n", ["年月", "売上高", "店舗"]),
            ("cp932", "日付,気温,電力需要\n2021-01-01,5.5,3\n2021-01-02,6.5,4\n", ["日付", "気温", "電力需要"]),
            ("utf-16", "月份\t銷售額\n2021-01\t5.5\n2021-02\t6.5\n", ["月份", "銷售額"]),
            ("utf-16-le", "月份,销售额\n2021-01,5.5\n2021-02,6.5\n", ["月份", "销售额"]),
            ("utf-8-sig", "Größe;Wert\nA;5\nB;6\n", ["Größe", "Wert"]),
            ("cp949", "년월,매출액,지역\n2021-01,5.5,서울\n2021-02,6.5,부산\n", ["년월", "매출액", "지역"]),
            (
                "cp1251",
                "месяц;продажи;город\n2021-01;5,5;Москва\n2021-02;6,5;Казань\n",
                ["месяц", "продажи", "город"],
            ),
        ]:
            self.write("e.csv", text, encoding)
            self.assertEqual(list(self.one("e.csv").frame.columns), names, (encoding, names))
        self.write("d.csv", ("城市,人口\n" + "北京,1\n上海,2\n" * 40).encode() + b"\xe5\xb9,3\n")
        self.assertEqual(list(self.one("d.csv").frame.columns), ["城市", "人口"])  # one damaged character

    def test_a_question_in_traditional_characters(self):
        y = seasonal(36)
        for name in ("销售额", "銷售額"):
            self.rows("s.csv", ["月份", name], list(zip(months(36), y.round(1))), encoding="utf-16")
            for text in ("預測未來6個月的銷售額。", "预测未来6个月的销售额。"):
                _, params = self.plan(["s.csv"], text, "forecast", "zh")
                self.assertEqual((params["targets"], params["horizon"]), ([name], 6))


class Workbooks(TablesTest):
    def test_a_web_page_saved_as_a_workbook(self):
        rows = "".join(f"<tr><td>{m}</td><td>{german(1000 + i)}</td></tr>" for i, m in enumerate(months(12)))
        self.write(
            "w.xls",
            f"<html><table><tr><th>Monat</th><th>Umsatz</th></tr>{rows}<tr><td>Summe</td><td>{german(12066)}</td></tr></table></html>",
        )
        try:
            import lxml  # noqa: F401  pandas reads web pages with it
        except ImportError:
            self.skipTest("lxml is not installed")
        table = self.one("w.xls")
        self.assertEqual(list(table.frame["Umsatz"]), [1000 + i for i in range(12)])

    def test_a_sheet_for_each_year(self):
        y = seasonal(36).round(1)
        self.book(
            "y.xlsx",
            *[
                (f"{2021 + k}年", [["月份", "销量"], *[[f"{m + 1}月", y[12 * k + m]] for m in range(12)]])
                for k in range(3)
            ],
        )
        name, periods, season, labels, _ = self.forecast(["y.xlsx"], "预测未来6个月的销量。", "zh")
        self.assertEqual((name, periods, season, labels[0]), ("销量", 36, 12, "2024-01"))
        self.assertIn("取自标题", " ".join(self.result["preparation"]))

    def test_hidden_sheets_and_rows_stay_out(self):
        sales = [["month", "sales"], *[[m, 1200 + i] for i, m in enumerate(months(24))]]
        book = self.book(
            "h.xlsx",
            ("old", [["month", "sales"], *[[m, 999999 - i] for i, m in enumerate(months(60, "2010-01"))]]),
            ("cover", [["Sales report"], ["Confidential"]]),
            ("data", sales),
        )
        book["old"].sheet_state = "veryHidden"
        for row in (3, 4, 5):
            book["data"].row_dimensions[row].hidden = True
        book.save("h.xlsx")
        table = self.one("h.xlsx")
        self.assertEqual((table.key, len(table.frame), table.frame["sales"].max()), ("h.xlsx#data", 21, 1223))
        for said in ("old", "cover", "filtered away: 3 rows"):
            self.assertIn(said, self.notes(table))

    def test_formulas_without_values_are_told_and_the_part_refused(self):
        rows = [
            ["month", "price", "quantity", "revenue"],
            *[[m, 10 + i, 100 + i % 7, f"=B{i + 2}*C{i + 2}"] for i, m in enumerate(months(24))],
        ]
        self.book("f.xlsx", ("d", rows))
        result = self.answer(["f.xlsx"], "forecast the revenue for the next 6 months.", "forecast")
        self.assertEqual(result["status"], "failed")
        for said in ("revenue", "=B2*C2", "=B3*C3"):
            self.assertIn(said, result["reason"])
        self.assertEqual(self.params["targets"], [])
        result = self.answer(["f.xlsx"], "forecast the quantity for the next 6 months.", "forecast")
        self.assertEqual(result["status"], "ok")
        self.assertIn("stored", " ".join(result["preparation"]))

    def test_what_a_mac_leaves_in_archives_is_no_file(self):
        self.write("sales.csv", "month,sales\n2021-01,5\n2021-02,6\n")
        os.makedirs("__MACOSX")
        self.write("._sales.csv", b"\0\5\x16\7Mac OS X        ")
        self.write("__MACOSX/x.csv", b"\0\5\x16\7Mac OS X        ")
        self.write("~$book.xlsx", b"owner")
        self.assertEqual(
            [t.key for t in self.read("sales.csv", "._sales.csv", "__MACOSX/x.csv", "~$book.xlsx")],
            ["sales.csv"],
        )


class Named(TablesTest):
    """A named column that cannot be used is never replaced in silence."""

    def sales(self, cells, name="Revenue"):
        self.rows(
            "s.csv",
            ["Month", name, "Cost"],
            [[m, c, 700 + i] for i, (m, c) in enumerate(zip(months(24), cells))],
        )

    def test_a_target_that_is_no_number_refuses_the_part(self):
        for cells in (
            [f"{i + 10} to {i + 20}" for i in range(24)],
            [f"ca {i}-{i + 1}x" for i in range(24)],
            [f"{i}.{i}.{i}" for i in range(24)],
            [f"{i} kg" if i % 2 else f"{i} h" for i in range(24)],
        ):
            self.sales(cells)
            result = self.answer(["s.csv"], "forecast the Revenue for the next 6 months.", "forecast")
            self.assertEqual((result["status"], self.params["targets"]), ("failed", []), cells)
            for said in ("Revenue", cells[0], cells[1]):
                self.assertIn(said, result["reason"])

    def test_in_chinese_too(self):
        rows = [[f"2021年{i + 1}月", f"{i}至{i + 3}", 5 + i, 7 * i % 5] for i in range(12)]
        self.rows("s.csv", ["月份", "销售额", "成本", "人数"], rows)
        result = self.answer(["s.csv"], "预测未来3个月的销售额。", "forecast", "zh")
        self.assertEqual(result["status"], "failed")
        self.assertIn("0至3", result["reason"])
        result = self.answer(["s.csv"], "建立回归模型，分析影响销售额的因素。", "regression", "zh")
        self.assertEqual(result["status"], "failed")
        self.assertIn("销售额", result["reason"])

    def test_one_of_two_makes_it_partial(self):
        self.sales([f"{i + 10} to {i + 20}" for i in range(24)])
        result = self.answer(["s.csv"], "forecast Cost and Revenue for the next 3 months.", "forecast")
        self.assertEqual(
            (result["status"], [s["name"] for s in result["values"]["series"]]), ("partial", ["Cost"])
        )
        self.assertIn("10 to 20", result["reason"])
        rng = np.random.default_rng(1)
        x = rng.normal(size=60).round(2)
        self.rows(
            "r.csv",
            ["yield", "heat", "dose"],
            [[round(3 * v + i % 3, 2), v, f"{i}/{i + 7}"] for i, v in enumerate(x)],
        )
        result = self.answer(
            ["r.csv"], "explain the yield by heat and dose with a regression model.", "regression"
        )
        self.assertEqual((result["status"], result["values"]["features"]), ("partial", ["heat"]))
        self.assertIn("0/7", result["reason"])
        self.rows(
            "e.csv",
            ["store", "sales", "profit", "score"],
            [[f"S{i}", 10 + i, 7 * i % 5, f"{i}:{i + 3}"] for i in range(8)],
        )
        result = self.answer(
            ["e.csv"], "evaluate and rank the stores by sales, profit and score.", "evaluation"
        )
        self.assertEqual(result["status"], "partial")
        self.assertIn("0:3", result["reason"])

    def test_an_empty_column_and_one_of_marks(self):
        self.sales(["n/a"] * 24)
        result = self.answer(["s.csv"], "forecast the Revenue for the next 6 months.", "forecast")
        self.assertEqual(result["status"], "failed")
        self.assertIn("Revenue", result["reason"])
        self.sales([""] * 24)
        self.assertIn(
            "Revenue",
            self.answer(["s.csv"], "forecast the Revenue for the next 6 months.", "forecast")["reason"],
        )

    def test_a_name_that_no_column_has_is_told(self):
        self.rows(
            "s.csv",
            ["month", "price", "quantity"],
            [[m, 10 + i % 5, 700 + i] for i, m in enumerate(months(24))],
        )
        result = self.answer(["s.csv"], "forecast the humidity for the next 6 months.", "forecast")
        self.assertEqual(result["status"], "partial")
        self.assertIn("humidity", result["reason"])

    def test_a_column_meant_by_another_name_is_not_replaced_either(self):
        self.sales([f"{i + 10} to {i + 20}" for i in range(24)])
        result = self.answer(["s.csv"], "forecast the sales for the next 6 months.", "forecast")
        self.assertEqual((result["status"], self.params["targets"]), ("failed", []))
        self.assertIn("Revenue", result["reason"])
        self.assertIn("10 to 20", result["reason"])

    def test_times_that_cannot_be_read_are_told(self):
        head = ["date", "sales", "price", "stock", "staff"]
        rows = [[f"d{i}/x", 100 + i * i % 7, i % 5, i % 11, i % 3] for i in range(30)]
        self.rows("d.csv", head, rows)
        result = self.answer(["d.csv"], "forecast the sales for the next 6 months.", "forecast")
        self.assertEqual(result["status"], "failed")
        self.assertIn("d0/x", result["reason"])
        self.rows("d.csv", head[:2], [r[:2] for r in rows])
        result = self.answer(["d.csv"], "forecast the sales for the next 6 months.", "forecast")
        self.assertEqual(result["status"], "ok")
        self.assertIn("d0/x", " ".join(result["preparation"]))

    def test_a_factor_that_the_question_names_is_used_however_close_it_is(self):
        self.rows("a.csv", ["sales", "area", "staff"], [[3 * i + 5, i, i * 7 % 5] for i in range(10, 50)])
        result = self.answer(
            ["a.csv"], "explain the sales by area and staff with a regression model.", "regression"
        )
        self.assertEqual((result["status"], result["values"]["features"]), ("ok", ["area", "staff"]))

    def test_without_times_nothing_is_forecast_for_months_ahead(self):
        rows = [[100 + i * i % 7, i % 5, i % 11, i % 3, (i * 5) % 7] for i in range(40)]
        self.rows("w.csv", ["sales", "price", "stock", "staff", "visits"], rows)
        result = self.answer(["w.csv"], "forecast the sales for the next 6 months.", "forecast")
        self.assertEqual(result["status"], "partial")
        self.assertIn("next 6 months", result["reason"])

    def test_rows_are_not_counted_in_silence(self):
        rows = [[str(d)[:10], "ab"[i % 2]] for i, d in enumerate(pd.date_range("2024-01-01", periods=60))]
        self.rows("log.csv", ["date", "kind"], rows)
        result = self.answer(["log.csv"], "forecast the revenue for the next 7 days.", "forecast")
        self.assertEqual(result["status"], "partial")
        self.assertIn("counted", result["reason"])

    def test_groups_are_no_targets(self):
        rows = [[m, s, 100 + i] for i, m in enumerate(months(24)) for s in ("东店", "西店")]
        self.rows("g.csv", ["月份", "门店", "销量"], rows)
        _, params = self.plan(["g.csv"], "预测各门店未来3个月的销量。", "forecast", "zh")
        self.assertEqual(
            (params["targets"], params["by"], params.get("refused"), params.get("unused")),
            (["销量"], "门店", None, None),
        )


class Joins(TablesTest):
    def test_columns_of_two_files_are_joined_by_their_key(self):
        rng = np.random.default_rng(2)
        area = rng.integers(40, 300, 30)
        for left, right, names in [
            (
                [f"S{i}" for i in range(30)],
                [f" s{i}" for i in range(28)] + ["S90", "S91"],
                ("store", "Store"),
            ),
            (
                [str(i + 1) for i in range(30)],
                [f"{i + 1:04}" for i in range(28)] + ["0090", "0091"],
                ("store_id", "store_id"),
            ),
            ([f"店{i}" for i in range(30)], [f"店{i}" for i in range(28)] + ["店90", "店91"], ("门店", "店铺")),
        ]:
            self.rows(
                "sales.csv",
                [names[0], "sales"],
                [[k, 3 * a + 5 + i % 4] for i, (k, a) in enumerate(zip(left, area))],
            )
            self.rows(
                "stores.csv",
                [names[1], "area", "staff"],
                [[k, a, a % 7] for k, a in zip(right, [*area[:28], 9, 9])],
            )
            result = self.answer(
                ["sales.csv", "stores.csv"],
                "explain the sales by area and staff with a regression model.",
                "regression",
            )
            self.assertEqual(
                (result["status"], result["values"]["target"], result["values"]["features"]),
                ("ok", "sales", ["area", "staff"]),
                names,
            )
            self.assertGreater(result["values"]["scores"][result["values"]["chosen"]]["R2"], 0.95)
            said = " ".join(result["preparation"])
            for words in ("28 rows match, 2 do not", "2 rows of the second"):
                self.assertIn(words, said)

    def test_a_key_of_two_columns(self):
        rows = [(c, y) for c in ("Bonn", "Köln", "Mainz", "Trier") for y in range(2015, 2024)]
        self.rows(
            "a.csv", ["city", "year", "rent"], [[c, y, 10 * i % 37 + i] for i, (c, y) in enumerate(rows)]
        )
        self.rows(
            "b.csv",
            ["city", "year", "income"],
            [[c, y, 2 * (10 * i % 37 + i) + 1] for i, (c, y) in enumerate(rows)],
        )
        result = self.answer(["a.csv", "b.csv"], "is the rent related to income?", "correlation")
        pair = result["values"]["pairs"][0]
        self.assertEqual(
            ({pair["a"], pair["b"]}, pair["n"], round(pair["pearson"], 6)), ({"rent", "income"}, 36, 1.0)
        )

    def test_days_are_joined_with_months_and_month_ends_with_month_starts(self):
        days = pd.date_range("2022-01-01", "2023-12-31")
        self.rows(
            "daily.csv", ["date", "visits"], [[str(d)[:10], 100 + 5 * d.month + d.day % 3] for d in days]
        )
        self.rows(
            "prices.csv",
            ["month", "price"],
            [[str(p), p.month + p.year % 2] for p in pd.period_range("2022-01", "2023-12", freq="M")],
        )
        result = self.answer(["daily.csv", "prices.csv"], "is the price related to visits?", "correlation")
        self.assertEqual((result["status"], result["values"]["pairs"][0]["n"]), ("ok", 730))
        self.rows(
            "ends.csv",
            ["date", "rate"],
            [
                [str(p.end_time)[:10], p.month * 2 % 7]
                for p in pd.period_range("2022-01", "2023-12", freq="M")
            ],
        )
        result = self.answer(["ends.csv", "prices.csv"], "is the price related to rate?", "correlation")
        self.assertEqual(result["values"]["pairs"][0]["n"], 24)

    def test_groups_that_stand_in_another_file(self):
        rows = [[f"A{k}", m, 100 * k + i] for k in (1, 2, 3, 4) for i, m in enumerate(months(24))]
        self.rows("sales.csv", ["shop", "month", "sales"], rows)
        self.rows(
            "shops.csv",
            ["shop", "region"],
            [["A1", "North"], ["A2", "North"], ["A3", "South"], ["A4", "South"]],
        )
        _, params = self.plan(
            ["sales.csv", "shops.csv"], "forecast the sales of each region for the next 3 months.", "forecast"
        )
        self.assertEqual(
            (params["table"], params["targets"], params["by"]), ("sales.csv+shops.csv", ["sales"], "region")
        )

    def test_without_a_key_it_is_told(self):
        self.rows("a.csv", ["city", "rent", "size"], [[f"C{i}", 10 + i % 7, i % 5] for i in range(20)])
        self.rows("b.csv", ["product", "income"], [[f"P{i}", i * 3 % 11] for i in range(20)])
        result = self.answer(["a.csv", "b.csv"], "is the rent related to size and income?", "correlation")
        self.assertEqual(result["status"], "partial")
        self.assertIn("income", result["reason"])
        self.assertIn("b.csv", result["reason"])

    def test_years_in_files_of_their_own_are_put_together(self):
        y = seasonal(36).round(1)
        for i in range(3):
            self.rows(
                f"sales_{2021 + i}.csv",
                ["month", "sales"],
                list(zip(months(36)[12 * i : 12 * i + 12], y[12 * i : 12 * i + 12])),
            )
        name, periods, season, labels, _ = self.forecast(
            [f"sales_{2021 + i}.csv" for i in range(3)], "forecast the sales for the next 6 months."
        )
        self.assertEqual((name, periods, season, labels[0]), ("sales", 36, 12, "2024-01"))
        self.assertIn("put together", " ".join(self.result["preparation"]))


if __name__ == "__main__":
    unittest.main()
