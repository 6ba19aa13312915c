"""Files as people hand them in: encodings, dates, numbers, headers, sheets, damage."""
import itertools
import json
import os
import unittest

from session import PlaybookTest, Session
import datasets

import numpy as np
import pandas as pd


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

    def test_a_page_whose_merged_cells_never_end(self):
        cells = "<tr><td rowspan=65534 colspan=1000>1</td></tr>"
        for name, cell in {
            "rows": "<td ROWSPAN = '999999999'>sales</td>",
            "columns": '<td colspan="99999999">sales</td>',
            "both": "<td>sales</td></tr>" + cells * 100 + "<tr>",
        }.items():
            page = f"<html><table><tr>{cell}</tr><tr><td>1</td></tr></table></html>"
            result = self.profile(self.write(name + ".html", page), lang="en")
            self.assertIn("span too much", result["reason"], name)

    def test_a_sheet_with_a_cell_in_its_farthest_corner(self):
        import openpyxl

        book = openpyxl.Workbook()
        for row in [["城市", "人口"], ["北京", 2189], ["上海", 2487], ["广州", 1868]]:
            book.active.append(row)
        book.active["XFD200"] = "=1+1"
        book.save("far.xlsx")
        result = self.profile("far.xlsx")
        self.assertEqual(list(self.columns(result))[:2], ["城市", "人口"])

    def test_a_sheet_that_is_one_merged_cell(self):
        import openpyxl

        book = openpyxl.Workbook()
        for row in [["城市", "人口"], ["北京", 2189], ["上海", 2487], ["广州", 1868]]:
            book.active.append(row)
        book.active.merged_cells.add("C1:XFD1048576")
        book.save("merged.xlsx")
        self.assertEqual(list(self.columns(self.profile("merged.xlsx"))), ["城市", "人口"])

    def test_dates_in_five_formats_in_one_column(self):
        dates = ["2024-01-05", "2024/2/5", "2024年3月5日", "5-Apr-2024", "20240505", "2024.6.5", "July 5, 2024"]
        self.write("d.csv", "日期,值\n" + "\n".join(f'"{d}",{i}.5' for i, d in enumerate(dates)))
        result = self.profile("d.csv")
        column = result["values"]["tables"][0]["columns"][0]
        self.assertEqual((column["kind"], column["missing"], column["min"][:10], column["max"][:10]), ("time", 0, "2024-01-05", "2024-07-05"))
        self.assertIn("7 种写法", " ".join(result["values"]["tables"][0]["notes"]))

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
