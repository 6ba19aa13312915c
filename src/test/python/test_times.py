"""Times in whatever way and wherever on the table they stand."""
import datetime
import unittest

from tables import TablesTest, months, seasonal

import numpy as np
import pandas as pd


class Times(TablesTest):
    def times(self, cells, name="date", delimiter=";"):
        self.rows("t.csv", [name, "v"], [[c, i * i % 17 + 0.5] for i, c in enumerate(cells)], delimiter)
        table = self.one("t.csv")
        self.assertEqual(str(table.frame.dtypes.iloc[0]), "datetime64[ns]", cells)
        return [str(t)[:16] for t in table.frame.iloc[:, 0]], self.notes(table)

    def test_every_usual_way_of_writing(self):
        quarters, halves = ["2017-01-01", "2017-04-01", "2017-07-01", "2018-10-01"], [
            "2021-01-01",
            "2021-03-01",
            "2021-12-01",
        ]
        for cells, right in [
            (["Q1 2017", "Q2 2017", "Q3 2017", "Q4 2018"], quarters),
            (["1Q17", "2Q17", "3Q17", "4Q18"], quarters),
            (["2017Q1", "2017Q2", "2017Q3", "2018Q4"], quarters),
            (["2017年第一季度", "2017年第二季度", "2017年第三季度", "2018年第四季度"], quarters),
            (["2017年1季度", "2017年2季度", "2017年3季度", "2018年4季度"], quarters),
            (["2017-Q1", "2017-Q2", "2017-Q3", "2018-Q4"], quarters),
            (["1. Quartal 2017", "2. Quartal 2017", "3. Quartal 2017", "4. Quartal 2018"], quarters),
            (["T1 2017", "T2 2017", "T3 2017", "T4 2018"], quarters),
            (["Q1/17", "Q2/17", "Q3/17", "Q4/18"], quarters),
            (["Q1'17", "Q2'17", "Q3'17", "Q4'18"], quarters),
            (["Jan 2021", "Mar 2021", "Dec 2021"], halves),
            (["Januar 2021", "März 2021", "Dezember 2021"], halves),
            (["janv. 2021", "mars 2021", "déc. 2021"], halves),
            (["enero 2021", "marzo 2021", "diciembre 2021"], halves),
            (["Jan-21", "Mar-21", "Dec-21"], halves),
            (["2021M01", "2021M03", "2021M12"], halves),
            (["202101", "202103", "202112"], halves),
            (["01/2021", "03/2021", "12/2021"], halves),
            (["2021年1月", "2021年三月", "2021年十二月"], halves),
            (["二〇二一年一月", "二〇二一年三月", "二〇二一年十二月"], halves),
            (["令和3年1月", "令和3年3月", "令和3年12月"], halves),
            (["民國110年1月", "民國110年3月", "民國110年12月"], halves),
            (["01.02.2021", "03.02.2021", "05.02.2021"], ["2021-02-01", "2021-02-03", "2021-02-05"]),
            (
                ["1. Februar 2021", "2. Februar 2021", "13. Februar 2021"],
                ["2021-02-01", "2021-02-02", "2021-02-13"],
            ),
            (["2024W01", "2024-W02", "2024年第3周"], ["2024-01-01", "2024-01-08", "2024-01-15"]),
            (["KW 1/2024", "KW 2/2024", "KW 3/2024"], ["2024-01-01", "2024-01-08", "2024-01-15"]),
            (["1750年", "1751年", "1900年"], ["1750-01-01", "1751-01-01", "1900-01-01"]),
            (
                ["2008-09", "2009-10", "2010-11", "2011-12", "2012-13"],
                [f"{y}-01-01" for y in range(2008, 2013)],
            ),
            (["2019/20", "2020/21", "2021/22"], ["2019-01-01", "2020-01-01", "2021-01-01"]),
        ]:
            self.assertEqual([t[:10] for t in self.times(cells)[0]], right, cells)

    def test_the_tenth_month_is_not_the_first(self):
        cells = [f"{y}.{m}" for y in (2021, 2022) for m in range(1, 13)]
        right = [f"{y}-{m:02}" for y in (2021, 2022) for m in range(1, 13)]
        self.assertEqual([t[:7] for t in self.times(cells, "月份")[0]], right)
        self.assertEqual(
            [t[:7] for t in self.times(cells, "what")[0]], right
        )  # the order of the rows says it
        times, notes = self.times([c.replace(".10", ".1") for c in cells], "月份")  # as a spreadsheet saves it
        self.assertEqual([t[:7] for t in times], right)
        self.assertIn("October", notes)
        self.book("x.xlsx", ("d", [["月份", "客流"], *[[float(c), i] for i, c in enumerate(cells)]]))
        self.assertEqual([str(t)[:7] for t in self.one("x.xlsx").frame["月份"]], right)

    def test_months_before_their_years(self):
        right = [str(p) for p in pd.period_range("2020-01", periods=24, freq="M")]
        for form in ("{m:02}.{y}", "{m}.{y}"):
            cells = [form.format(y=2020 + i // 12, m=i % 12 + 1) for i in range(24)]
            self.assertEqual([t[:7] for t in self.times(cells, "Monat")[0]], right)
        self.rows(
            "g.csv", ["item", "length"], [["a", "1.2011"], ["b", "7.1999"], ["c", "3.2034"], ["d", "11.1950"]]
        )
        self.assertEqual(list(self.one("g.csv").frame["length"]), [1.2011, 7.1999, 3.2034, 11.195])

    def test_numbers_that_look_like_months_stay_numbers(self):
        self.rows(
            "g.csv",
            ["item", "gdp"],
            [["a", "2021.5"], ["b", "1987.2"], ["c", "2034.1"], ["d", "1999.9"], ["e", "2021.1"]],
        )
        self.assertEqual(list(self.one("g.csv").frame["gdp"]), [2021.5, 1987.2, 2034.1, 1999.9, 2021.1])

    def test_midnight_as_24_00(self):
        for cells in (
            [f"2024-03-01 {h:02}:00" for h in range(1, 25)],
            [f"2024年3月1日 {h}:00" for h in range(1, 25)],
            [f"01.03.2024 {h:02}:00" for h in range(1, 25)],
        ):
            times, notes = self.times(cells, "time")
            self.assertEqual(
                (times[0], times[-1], len(set(times))), ("2024-03-01 01:00", "2024-03-02 00:00", 24)
            )
            self.assertIn("24:00", notes)

    def test_serials_texts_and_dates_in_one_column(self):
        day = datetime.datetime(2024, 1, 1)
        rows = []
        for i in range(30):
            d = day + datetime.timedelta(days=i)
            rows.append([[d, d.strftime("%Y/%m/%d"), 45292 + i][i % 3], 300 + i])
        self.book("m.xlsx", ("d", [["日期", "销量"], *rows]))
        table = self.one("m.xlsx")
        self.assertEqual(
            [str(t)[:10] for t in table.frame["日期"]],
            [str(day + datetime.timedelta(days=i))[:10] for i in range(30)],
        )
        self.assertIn("serial", self.notes(table))
        times, _ = self.times([str(45292 + i) if i % 2 else f"2024-01-{i + 1:02}" for i in range(12)])
        self.assertEqual([t[:10] for t in times], [f"2024-01-{i + 1:02}" for i in range(12)])
        times, _ = self.times([str(45292 + i) for i in range(12)])
        self.assertEqual(times[-1][:10], "2024-01-12")

    def test_year_and_quarter_or_month_or_week_in_two_columns(self):
        for head, second, last in [
            (["year", "quarter"], [1, 2, 3, 4], "2021-10-01"),
            (["Year", "Quarter"], ["Q1", "Q2", "Q3", "Q4"], "2021-10-01"),
            (["年份", "季度"], ["一季度", "二季度", "三季度", "四季度"], "2021-10-01"),
            (["年", "月"], ["1月", "2月", "3月", "4月"], "2021-04-01"),
            (["Jahr", "Monat"], ["Januar", "Februar", "März", "April"], "2021-04-01"),
            (["year", "week"], [1, 2, 3, 4], "2021-01-25"),
        ]:
            rows = [[y, p, 10 + i + y % 7] for y in (2020, 2021) for i, p in enumerate(second)]
            self.rows("y.csv", [*head, "sales"], rows)
            frame = self.one("y.csv").frame
            self.assertEqual(
                (list(frame.columns), str(frame["time"].iloc[-1])[:10]), (["time", "sales"], last), head
            )

    def test_a_date_and_a_clock_or_an_hour_in_two_columns(self):
        for head, moments in [
            (["Date", "Time"], [f"{h:02}:00:00" for h in range(24)]),
            (["日期", "小时"], list(range(24))),
            (["Datum", "Uhrzeit"], [f"{h}:00" for h in range(24)]),
        ]:
            self.rows(
                "k.csv",
                [*head, "kW"],
                [[f"{d:02}.02.2021", m, d + i] for d in range(1, 4) for i, m in enumerate(moments)],
            )
            frame = self.one("k.csv").frame
            self.assertEqual(
                (list(frame.columns), str(frame[head[0]].iloc[-1])), ([head[0], "kW"], "2021-02-03 23:00:00")
            )

    def test_halves_of_years_and_spans_of_days_and_weekdays(self):
        self.rows(
            "h.csv",
            ["period", "v"],
            [[f"{y}H{h}", 10 * (y - 2000) + 3 * h] for y in range(2010, 2020) for h in (1, 2)],
        )
        _, _, _, labels, _ = self.forecast(["h.csv"], "forecast the v for the next year.")
        self.assertEqual(labels, ["2020H1", "2020H2"])
        for cells in (
            ["2021-01-04~2021-01-10", "2021-01-11~2021-01-17", "2021-01-18~2021-01-24"],
            ["2021年1月4日 星期一", "2021年1月11日 星期一", "2021年1月18日(一)".replace("(一)", " 周一")],
            ["Mon, 2021-01-04", "Mon, 2021-01-11", "Mon, 2021-01-18"],
            ["202101", "202102", "202103"],
        ):
            self.assertEqual(
                [t[:10] for t in self.times(cells, "week")[0]],
                ["2021-01-04", "2021-01-11", "2021-01-18"],
                cells,
            )
        self.assertEqual(
            self.times(["2021/1/5 下午1:30:00", "2021/1/5 下午2:30:00", "2021/1/5 上午9:30:00"])[0][0],
            "2021-01-05 13:30",
        )

    def test_day_and_month_are_told_apart_by_the_steps_between_the_rows(self):
        monthly = [str(p) for p in pd.period_range("2020-01", periods=30, freq="M")]
        british = [f"01/{m[5:]}/{m[:4]}" for m in monthly]
        times, notes = self.times(british)
        self.assertEqual([t[:7] for t in times], monthly)
        self.assertIn("day/month", notes)
        american = [f"{m[5:]}/01/{m[:4]}" for m in monthly]
        self.assertEqual([t[:7] for t in self.times(american)[0]], monthly)
        self.rows(
            "d.csv",
            ["Datum", "v"],
            [["03/04/2024", "1,5"], ["05/06/2024", "2,25"], ["07/09/2024", "3,5"]],
            ";",
        )
        self.assertEqual(str(self.one("d.csv").frame["Datum"].iloc[0])[:10], "2024-04-03")

    def test_a_year_that_stands_for_none(self):
        self.rows("y.csv", ["year", "v"], [[9999 if i in (3, 7) else 2000 + i, i * i % 7] for i in range(15)])
        table = self.one("y.csv")
        self.assertEqual(
            (str(table.frame["year"].max())[:4], int(table.frame["year"].isna().sum())), ("2014", 2)
        )
        self.assertIn("9999 (2)", self.notes(table))

    def test_a_day_that_stands_for_none(self):
        self.rows(
            "n.csv", ["date", "v"], [["1900-01-01" if d == 4 else f"2021-01-{d:02}", d] for d in range(1, 20)]
        )
        table = self.one("n.csv")
        self.assertEqual(
            (str(table.frame["date"].min())[:10], int(table.frame["date"].isna().sum())), ("2021-01-01", 1)
        )
        self.assertIn("1900-01-01 (1)", self.notes(table))

    def test_the_months_of_one_year_across(self):
        self.rows(
            "sales2023.csv",
            ["产品", *[f"{m}月" for m in range(1, 13)], "全年"],
            [[p, *range(k, k + 12), 12 * k + 66] for k, p in ((5, "甲"), (9, "乙"))],
        )
        long = self.read("sales2023.csv", lang="zh")[1]
        self.assertEqual(
            (list(long.frame.columns), len(long.frame), str(long.frame["时间"].max())[:7]),
            (["产品", "时间", "数值"], 24, "2023-12"),
        )
        _, params = self.plan(["sales2023.csv"], "预测产品甲下个月的销量。", "forecast", "zh")
        self.assertEqual((params["table"], params["horizon"]), ("sales2023.csv#long", 1))

    def test_a_quarters_number_is_no_measure(self):
        self.rows(
            "q.csv",
            ["store", "quarter", "sales"],
            [[s, q, 10 * q + i] for i, s in enumerate("ABCDEF") for q in (1, 2, 3, 4)],
        )
        self.assertEqual(
            self.session_kinds("q.csv"), {"store": "category", "quarter": "calendar", "sales": "count"}
        )
        self.rows("m.csv", ["month", "sales"], [[m, 100 - m * m % 7] for m in (1, 2, 3, 5, 8, 9, 10)])
        self.assertEqual(self.session_kinds("m.csv")["month"], "calendar")

    def session_kinds(self, name):
        frame = self.one(name).frame
        return {c: self.session["kind_of"](frame[c]) for c in frame.columns}

    def test_years_down_and_months_across(self):
        y = seasonal(48).round()
        english = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        german = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
        for head, years, last in [
            (["Year", *english], range(2020, 2024), "2023-12"),
            (["年份", *[f"{m}月" for m in range(1, 13)]], [f"{v}年" for v in range(2020, 2024)], "2023-12"),
            (["Jahr", *german, "Gesamt"], range(2020, 2024), "2023-12"),
            (["year", *range(1, 13)], range(2020, 2024), "2023-12"),
        ]:
            rows = [
                [v, *y[12 * i : 12 * i + 12], *([y[12 * i : 12 * i + 12].sum()] if len(head) == 14 else [])]
                for i, v in enumerate(years)
            ]
            self.rows("p.csv", head, rows)
            long = self.read("p.csv")[1]
            self.assertEqual(
                (list(long.frame["value"]), str(long.frame["time"].max())[:7]), (list(y), last), head
            )
        rows = [[m, *y[i::12]] for i, m in enumerate(english)]  # months down, years across
        self.rows("d.csv", ["month", 2020, 2021, 2022, 2023], rows)
        self.assertEqual(list(self.read("d.csv")[1].frame["value"]), list(y))
        self.rows(
            "q.csv", ["year", "Q1", "Q2", "Q3", "Q4"], [[2020 + i, *y[4 * i : 4 * i + 4]] for i in range(6)]
        )
        long = self.read("q.csv")[1]
        self.assertEqual((len(long.frame), str(long.frame["time"].iloc[-1])[:10]), (24, "2025-10-01"))
        self.rows(
            "open.csv", ["Year", *english], [[2020, *y[:12]], [2021, *y[12:24]], [2022, *y[24:30], *[""] * 6]]
        )
        self.assertEqual(len(self.read("open.csv")[1].frame), 30)  # the year that is not over

    def test_a_crossed_table_is_forecast_as_one_series_under_the_questions_name(self):
        y = seasonal(72)
        self.rows(
            "p.csv",
            ["Year", *[f"{m}月" for m in range(1, 13)]],
            [[2018 + i, *y[12 * i : 12 * i + 12].round(1)] for i in range(6)],
        )
        name, periods, season, labels, values = self.forecast(
            ["p.csv"], "forecast the passengers for the next 12 months."
        )
        self.assertEqual(
            (name, periods, season, labels[0], labels[-1]), ("passengers", 72, 12, "2024-01", "2024-12")
        )
        np.testing.assert_allclose(values, seasonal(84)[72:], rtol=0.05)

    def test_quarters_have_a_season_of_four(self):
        y = seasonal(28, season=4)
        self.rows(
            "q.csv",
            ["quarter", "revenue"],
            [[f"{i % 4 + 1}Q{17 + i // 4}", round(v, 1)] for i, v in enumerate(y)],
        )
        name, periods, season, labels, values = self.forecast(
            ["q.csv"], "forecast the revenue for the next 4 quarters."
        )
        self.assertEqual(
            (name, periods, season, labels), ("revenue", 28, 4, ["2024Q1", "2024Q2", "2024Q3", "2024Q4"])
        )
        np.testing.assert_allclose(values, seasonal(32, season=4)[28:], rtol=0.05)

    def test_years_before_1800(self):
        self.rows("sun.csv", ["year", "spots"], [[y, 50 + (y * 7) % 40] for y in range(1700, 1780)])
        self.assertEqual(str(self.one("sun.csv").frame["year"].iloc[0])[:4], "1700")
        self.rows("wheat.csv", ["year", "price"], [[y, 30 + (y - 1500) * 0.5] for y in range(1500, 1560)])
        name, periods, season, labels, values = self.forecast(
            ["wheat.csv"], "forecast the price for the next 3 years."
        )
        self.assertEqual((name, periods, labels), ("price", 60, ["1560", "1561", "1562"]))
        np.testing.assert_allclose(values, [60, 60.5, 61], rtol=0.03)

    def test_weeks_are_forecast_by_weeks(self):
        self.rows("w.csv", ["week", "orders"], [[f"2023-W{w:02}", 100 + 2 * w] for w in range(1, 41)])
        name, periods, _, labels, values = self.forecast(
            ["w.csv"], "forecast the orders for the next 3 weeks."
        )
        self.assertEqual((name, periods, len(labels)), ("orders", 40, 3))
        self.assertTrue(all(178 < v < 190 for v in values), values)


if __name__ == "__main__":
    unittest.main()
