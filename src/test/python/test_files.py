"""Files for people, which they open with spreadsheet programs."""
import csv
import unittest

from session import PlaybookTest, Session

import pandas as pd

EVIL = ["=HYPERLINK(\"http://x\",\"y\")", "+1+cmd|' /C calc'!A0", "-2+3+cmd|x", "@SUM(A1)", "\t=1+1", "\r=1+1", "=1\r+1", " =1+1", "＝1+1"]


class Files(PlaybookTest):
    def test_no_cell_is_a_formula_and_numbers_stay(self):
        names = Session("en").names
        plain = ["-5", "+3.5", "-1,234.5", "-12%", "-", "—", "North", "a=b", "-1e-5"]
        frame = pd.DataFrame({"=name": EVIL + plain, "x": range(len(EVIL + plain)), "-y": [-1.5] * len(EVIL + plain)})
        names["save_table"](frame, "t.csv")
        with open("t.csv", encoding="utf-8-sig", newline="") as stream:
            head, *rows = csv.reader(stream)
        self.assertEqual(head, ["'=name", "x", "'-y"])
        self.assertEqual([row[0] for row in rows], ["'" + cell.replace("\r", "\n") for cell in EVIL] + plain)
        self.assertEqual({row[2] for row in rows}, {"-1.5"})

    def test_tables_of_a_run_hold_none(self):
        places = [f"=cmd|'/C calc'!A{i}" for i in range(30)]
        with open("p.csv", "w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([["name", "profit", "cost"], *[[p, 100 + 7 * i % 50, 30 + 11 * i % 40] for i, p in enumerate(places)]])
        Session("en").solve("Question 1: rank the places.", [("Rank the places by profit and cost with a comprehensive evaluation.", "evaluation")], ["p.csv"])
        with open("ques1_ranking.csv", encoding="utf-8-sig", newline="") as stream:
            cells = [cell for row in csv.reader(stream) for cell in row]
        self.assertTrue(any("cmd" in cell for cell in cells))
        self.assertFalse([cell for cell in cells if cell[:1] in ("=", "+", "@")])


if __name__ == "__main__":
    unittest.main()
