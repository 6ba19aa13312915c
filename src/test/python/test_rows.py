"""Rows that are no data, headers of several rows, tables that share a sheet."""
import unittest

from tables import TablesTest, months, seasonal


class Rows(TablesTest):
    def test_totals_and_subtotals_are_left_out_and_named(self):
        for name, rows, kept, said in [
            (
                "月份",
                [
                    *[[f"2021年{m}月", 100 + m] for m in range(1, 7)],
                    ["2021年合计", 621],
                    *[[f"2022年{m}月", 200 + m] for m in range(1, 7)],
                    ["2022年合计", 1221],
                    ["两年总计", 1842],
                ],
                12,
                "2021年合计",
            ),
            (
                "region",
                [
                    ["North A", 5],
                    ["North B", 7],
                    ["North Total", 12],
                    ["South A", 4],
                    ["South B", 9],
                    ["South Total", 13],
                    ["Grand Total", 25],
                ],
                4,
                "North Total",
            ),
            ("Ort", [["Bonn", 5], ["Köln", 7], ["Mainz", 9], ["Summe", 21], ["Durchschnitt", 7]], 3, "Summe"),
            ("ville", [["Lyon", 5], ["Paris", 7], ["Nice", 9], ["Total général", 21]], 3, "Total général"),
            ("店舗", [["東京", 5], ["大阪", 7], ["名古屋", 9], ["合計", 21]], 3, "合計"),
            ("city", [["Total", 21], ["Lyon", 5], ["Paris", 7], ["Nice", 9]], 3, "Total"),
            ("item", [["A", 5], ["B", 7], ["C", 9], ["D", 1], ["", 22]], 4, "unnamed"),
        ]:
            self.rows("t.csv", [name, "amount"], rows)
            table = self.one("t.csv")
            self.assertEqual((len(table.frame), table.rows), (kept, kept), rows)
            self.assertIn(said, self.notes(table))

    def test_a_total_beside_a_column_of_marks(self):
        rows = [[f"{i % 12 + 1:02}.{2021 + i // 12}", f"{1000 + i},5", "k.A."] for i in range(24)]
        self.rows("k.csv", ["Monat", "Umsatz", "Kosten"], [*rows, ["Summe", "24.288,0", ""]], ";")
        table = self.one("k.csv")
        self.assertEqual((len(table.frame), str(table.frame["Monat"].max())[:7]), (24, "2022-12"))
        self.assertIn("Summe", self.notes(table))
        self.assertIn("Kosten", table.unusable)

    def test_names_that_sound_like_totals_stay(self):
        self.rows(
            "t.csv",
            ["company", "profit"],
            [["Total Energies", 5], ["Shell", 17], ["BP", 9], ["Eni", 4], ["Equinor", 8]],
        )
        self.assertEqual(len(self.one("t.csv").frame), 5)
        self.rows(
            "r.csv",
            ["student", "rating", "score"],
            [["A", "good", 5], ["B", "average", 4], ["C", "poor", 3], ["D", "average", 4.5]],
        )
        self.assertEqual(len(self.one("r.csv").frame), 4)

    def test_the_mean_of_a_column_with_yearly_totals(self):
        y = [1000 + 10 * i for i in range(36)]
        rows = []
        for year in range(3):
            part = y[12 * year : 12 * year + 12]
            rows += [[f"{2021 + year}年{m + 1}月", v] for m, v in enumerate(part)] + [
                [f"{2021 + year}年合计", sum(part)]
            ]
        self.rows("销量.csv", ["月份", "销量(件)"], rows + [["三年总计", sum(y)]])
        result = self.answer(["销量.csv"], "描述销量的变化特征。", "description", "zh")
        self.assertEqual(
            (result["tables"][0]["rows"][0][1], result["tables"][0]["rows"][0][3]), ("36", "1175")
        )
        self.assertIn("三年总计", " ".join(result["preparation"]))

    def test_units_under_the_header(self):
        for head, units, said in [
            (["date", "temp", "load", "rh"], ["", "°C", "MW", "%"], "load in MW"),
            (["日期", "产量", "成本"], ["", "(吨)", "(万元)"], "成本 in (万元)"),
            (["Datum", "Umsatz", "Menge"], ["", "Tsd. €", "kg"], "Umsatz in Tsd. €"),
            (["time", "speed", "flow"], ["-", "m/s", "m3/h"], "speed in m/s"),
        ]:
            rows = [[f"2024-01-{i + 1:02}", *[10 + i + j for j in range(len(head) - 1)]] for i in range(8)]
            self.rows("u.csv", head, [units, *rows])
            table = self.one("u.csv")
            self.assertEqual((list(table.frame.columns), len(table.frame)), (head, 8))
            self.assertIn(said, self.notes(table))
            self.assertTrue(all(table.frame[c].dtype != object for c in head))

    def test_a_header_in_two_languages(self):
        self.write("b.csv", "日期,销量,成本\ndate,sales,cost\n2021-01-01,5,6\n2021-01-02,7,8\n2021-01-03,9,9\n")
        table = self.one("b.csv")
        self.assertEqual((list(table.frame.columns), len(table.frame)), (["日期", "销量", "成本"], 3))
        self.assertIn("sales", self.notes(table))

    def test_a_long_file_is_read_the_same_way(self):
        rows = [
            [
                f"{i % 28 + 1:02}.{i % 12 + 1:02}.2021",
                f"{i * 37 % 100000 / 100:.2f}".replace(".", ","),
                f"{i * 17 % 90000:05}",
                "NA" if i % 3 else "DE",
            ]
            for i in range(80_000)
        ]
        self.rows(
            "big.csv",
            ["datum", "umsatz", "plz", "land"],
            [*rows, ["Summe", "1,0", "", ""], ["Quelle: Amt", "", "", ""]],
            ";",
            "cp1252",
        )
        table = self.one("big.csv")
        self.assertEqual(
            (len(table.frame), table.frame["plz"].iloc[1], table.frame["umsatz"].iloc[1]),
            (80_000, "00017", 0.37),
        )
        self.assertIn("Summe", self.notes(table))

    def test_notes_and_sources_below_and_above(self):
        body = "城市,GDP,收入\n甲市,10,20\n乙市,30,25\n丙市,12,22\n丁市,14,28\n"
        for above, below in [
            ("", "注：GDP 为初步数。\n数据来源：统计局\n"),
            ("2023年各市统计\n单位：亿元\n", "\n资料来源：年鉴，2023年版\n"),
            ("", "* provisional\nSource: Eurostat, 2024\n"),
            ("", "Quelle: Destatis\n"),
            ("", ',,\n说明："甲市"为估计,仅供参考\n'),
        ]:
            self.write("n.csv", above + body + below)
            table = self.one("n.csv")
            self.assertEqual(list(table.frame["城市"]), ["甲市", "乙市", "丙市", "丁市"], (above, below))
            self.assertIn((above + below).strip("\n,").split("\n")[0].split(",")[0][:6], self.notes(table))
        self.write("n.csv", body + "注：GDP 为初步数。\n数据来源：统计局\n")
        result = self.answer(["n.csv"], "根据各项指标对城市进行综合评价并排名。", "evaluation", "zh")
        self.assertEqual({r["label"] for r in result["values"]["ranking"]}, {"甲市", "乙市", "丙市", "丁市"})

    def test_headers_that_come_again(self):
        self.write(
            "h.csv", "month,sales\n2021-01,5\n2021-02,7\nmonth,sales\n2021-03,9\n\nMonth,Sales\n2021-04,4\n"
        )
        table = self.one("h.csv")
        self.assertEqual((len(table.frame), str(table.frame["month"].max())[:7]), (4, "2021-04"))
        self.assertIn("comes again", self.notes(table))

    def test_tables_under_and_beside_each_other(self):
        sales = [["month", "sales"], *[[m, 1400 + i] for i, m in enumerate(months(12))]]
        stores = [["store", "staff"], *[[f"Store {i}", i + 5] for i in range(6)]]
        self.book("under.xlsx", ("data", sales + [[None, None]] + stores))
        self.book("titled.xlsx", ("data", [["Table 1: sales"], *sales, [], ["Table 2: stores"], *stores]))
        self.book("close.xlsx", ("data", sales + stores))
        self.book(
            "beside.xlsx",
            (
                "data",
                [
                    [
                        *(sales[i] if i < len(sales) else [None, None]),
                        None,
                        *(stores[i] if i < len(stores) else []),
                    ]
                    for i in range(13)
                ],
            ),
        )
        for name in ("under.xlsx", "titled.xlsx", "close.xlsx", "beside.xlsx"):
            tables = self.read(name)
            self.assertEqual(
                [(list(t.frame.columns), len(t.frame)) for t in tables],
                [(["month", "sales"], 12), (["store", "staff"], 6)],
                name,
            )
        _, params = self.plan(["under.xlsx"], "forecast the sales for the next 6 months.", "forecast")
        self.assertEqual((params["table"], params["targets"]), ("under.xlsx#1", ["sales"]))

    def test_an_empty_line_or_column_inside_a_table_does_not_split_it(self):
        self.write("e.csv", "month,sales\n2021-01,5\n2021-02,7\n\n2021-03,9\n2021-04,4\n")
        self.assertEqual(len(self.one("e.csv").frame), 4)
        self.book(
            "s.xlsx",
            (
                "data",
                [
                    ["month", None, "sales", "cost"],
                    ["2021-01", None, 5, 3],
                    ["2021-02", None, 6, 4],
                    ["2021-03", None, 7, 5],
                ],
            ),
        )
        self.assertEqual(list(self.one("s.xlsx").frame.columns), ["month", "sales", "cost"])


class Headers(TablesTest):
    def test_line_breaks_in_quoted_names(self):
        for text, names in [
            (
                '"月份","销售额\n(万元)","成本\n(万元)"\r\n2021-01,5.5,3.5\r\n2021-02,6.5,4.5\r\n',
                ["月份", "销售额(万元)", "成本(万元)"],
            ),
            (
                '"Month\n(yyyy-mm)","Sales\n(k EUR)"\n2021-01,5.5\n2021-02,6.5\n',
                ["Month (yyyy-mm)", "Sales (k EUR)"],
            ),
            ('name;"Umsatz\r\nin T€";n\r\nA;"1,5";2\r\nB;"2,5";3\r\n', ["name", "Umsatz in T€", "n"]),
            ('店,"备注\n第二行\n第三行",值\n甲,"多行\n文字",3\n乙,好,4\n', ["店", "备注第二行第三行", "值"]),
        ]:
            self.write("l.csv", text)
            table = self.one("l.csv")
            self.assertEqual((list(table.frame.columns), len(table.frame)), (names, 2))

    def test_years_under_a_merged_header(self):
        book = self.book(
            "m.xlsx",
            (
                "表",
                [
                    ["地区", "产量(万吨)", None, None, "面积(千公顷)", None, None],
                    [None, 2021, 2022, 2023, 2021, 2022, 2023],
                    ["甲省", 10, 11, 12, 5, 6, 7],
                    ["乙省", 20, 21, 22, 8, 9, 10],
                ],
            ),
        )
        for area in ("B1:D1", "E1:G1", "A1:A2"):
            book["表"].merge_cells(area)
        book.save("m.xlsx")
        table, long = self.read("m.xlsx", lang="zh")
        self.assertEqual(list(table.frame.columns)[:3], ["地区", "产量(万吨)_2021", "产量(万吨)_2022"])
        self.assertEqual((list(long.frame.columns), len(long.frame)), (["地区", "时间", "产量(万吨)", "面积(千公顷)"], 6))
        self.assertEqual(list(long.frame["产量(万吨)"]), [10, 11, 12, 20, 21, 22])
        _, params = self.plan(["m.xlsx"], "预测甲省未来2年的产量。", "forecast", "zh")
        self.assertEqual(
            (params["targets"], params["by"], params["values"], params["horizon"]),
            (["产量(万吨)"], "地区", ["甲省"], 2),
        )

    def test_two_header_rows_in_a_text(self):
        self.write("t.csv", "地区,上半年,,下半年,\n,产量,销量,产量,销量\n东,1,2,3,4\n西,5,6,7,8\n北,9,1,2,3\n")
        self.assertEqual(
            list(self.one("t.csv").frame.columns), ["地区", "上半年_产量", "上半年_销量", "下半年_产量", "下半年_销量"]
        )
        self.write(
            "q.csv",
            "Region,Sales,,,,\n,Q1 2023,Q2 2023,Q3 2023,Q4 2023,Q1 2024\nNorth,1,2,3,4,5\nSouth,5,6,7,8,9\n",
        )
        long = self.read("q.csv")[1]
        self.assertEqual(
            (list(long.frame.columns), len(long.frame), str(long.frame["time"].max())[:10]),
            (["Region", "time", "Sales"], 10, "2024-01-01"),
        )
        self.write(
            "d.csv",
            "store,2022,2022,2023,2023\nname,sales,cost,sales,cost\nA,1,2,3,4\nB,5,6,7,8\nC,5,6,7,8\n",
        )
        self.assertEqual(
            list(self.read("d.csv")[0].frame.columns),
            ["store_name", "2022_sales", "2022_cost", "2023_sales", "2023_cost"],
        )

    def test_names_of_the_first_column_fill_down(self):
        self.write("f.csv", "year,month,sales\n2021,Jan,5\n,Feb,6\n,Mar,7\n2022,Jan,8\n,Feb,9\n,Mar,10\n")
        table = self.one("f.csv")
        self.assertEqual(
            [str(t)[:7] for t in table.frame["time"]],
            ["2021-01", "2021-02", "2021-03", "2022-01", "2022-02", "2022-03"],
        )

    def test_a_question_names_columns_with_underscores_and_in_the_plural(self):
        rows = [[100 + i, i % 7 + 1, 50 + (i * 7) % 11] for i in range(40)]
        self.rows("ads.csv", ["sales", "price", "ad_spend"], rows)
        for text in (
            "which of price and ad_spend is related to sales?",
            "Is the ad spend, or the price, correlated with sales?",
        ):
            _, params = self.plan(["ads.csv"], text, "correlation")
            self.assertEqual(set(params["focus"]), {"sales", "price", "ad_spend"}, text)

    def test_smaller_is_better_in_the_plural_too(self):
        self.rows(
            "s.csv",
            ["store", "sales", "complaints", "defects", "late_deliveries_delays"],
            [[f"S{i}", 100 + i * 3, i % 5, (i * 3) % 7, (i * 5) % 11] for i in range(9)],
        )
        result = self.answer(["s.csv"], "rank the stores by sales, complaints and defects.", "evaluation")
        ways = {c: d["direction"] for c, d in result["values"]["directions"].items()}
        self.assertEqual(ways, {"sales": "benefit", "complaints": "cost", "defects": "cost"})
        self.rows(
            "p.csv",
            ["plant", "output", "losses", "liabilities", "injuries", "cost_of_sales"],
            [[f"P{i}", 100 + i * 3, i % 5, (i * 3) % 7, (i * 5) % 11, i * i % 13] for i in range(9)],
        )
        result = self.answer(["p.csv"], "evaluate and rank the plants.", "evaluation")
        self.assertEqual(
            [c for c, d in result["values"]["directions"].items() if d["direction"] == "cost"],
            ["losses", "liabilities", "injuries", "cost_of_sales"],
        )


if __name__ == "__main__":
    unittest.main()
