"""Numbers as people write them, decided per column from all its values."""
import unittest

from tables import TablesTest, german, months, seasonal

import numpy as np


class Numbers(TablesTest):
    def values(self, cells, name="value", delimiter=";"):
        table, column = self.column(cells, name, delimiter=delimiter)
        self.assertIsNotNone(column)
        self.assertNotEqual(column.dtype, object, list(column))
        return list(column), self.notes(table)

    def test_every_usual_way_of_writing(self):
        for cells, right in [
            (["1.208,00", "993,93", "12,5"], [1208, 993.93, 12.5]),
            (["2.412", "998,5", "1.010"], [2412, 998.5, 1010]),
            (["1\u202f225,09", "967,04", "1\u202f011,66"], [1225.09, 967.04, 1011.66]),
            (["25\xa0009", "27\xa0052", "998"], [25009, 27052, 998]),
            (["1\u2009225,5", "12\u2009000,1"], [1225.5, 12000.1]),
            (["1'194.98", "988.84", "1’019.65"], [1194.98, 988.84, 1019.65]),
            (["1,23,456.78", "12,34,567", "45,678"], [123456.78, 1234567, 45678]),
            (["1,234,567", "1,234", "12"], [1234567, 1234, 12]),
            (["(987.65)", "12.50", "(3)"], [-987.65, 12.5, -3]),
            (["12 %", "8%", "30,5 %"], [12, 8, 30.5]),
            (["1.2e3", "4.5E-2", "7"], [1200, 0.045, 7]),
            (["3万", "1.2亿", "5000"], [30000, 120000000, 5000]),
            (["1亿2000万", "3000万"], [120000000, 30000000]),
            (["12 kg", "8.5 kg", "9kg"], [12, 8.5, 9]),
            (["500 g", "1.5 kg", "2 kg"], [0.5, 1.5, 2]),
            (["123.45-", "10.00", "7.5-"], [-123.45, 10, -7.5]),
            (["−5,5", "–3,25", "7,1"], [-5.5, -3.25, 7.1]),
            (["CHF 1'200.50", "CHF 980.00"], [1200.5, 980]),
            (["1.234,56 €", "99,00 €"], [1234.56, 99]),
            (["₹1,00,000", "₹25,000"], [100000, 25000]),
            (["￥１，２３４．５", "￥９９９"], [1234.5, 999]),
            (["12,5 Mio. €", "980 Tsd. €"], [12.5e6, 980000]),
            (["1.5M", "2.25M", "900K"], [1.5e6, 2.25e6, 900000]),
            (["3.2 crore", "45 lakh"], [32e6, 4.5e6]),
            (["約1200", "约1500", "1300左右"], [1200, 1500, 1300]),
            (["12.5*", "13.1", "14.2", "15.0"], [12.5, 13.1, 14.2, 15]),
            (["12.5¹", "13.1", "14.25²"], [12.5, 13.1, 14.25]),
        ]:
            self.assertEqual([round(v, 6) for v in self.values(cells)[0]], right, cells)

    def test_a_column_is_decided_by_all_its_values(self):
        values, _ = self.values(["1.234", "2.345", "998", "1.010", "765", "3.120"])  # nothing has a fraction
        self.assertEqual(values, [1234, 2345, 998, 1010, 765, 3120])
        values, notes = self.values(["1.234", "2.345", "0.765", "3.120"])
        self.assertEqual(values, [1.234, 2.345, 0.765, 3.12])
        values, _ = self.values(["0,512", "1,234", "2,500"])
        self.assertEqual(values, [0.512, 1.234, 2.5])

    def test_other_columns_decide_what_one_leaves_open_and_the_paper_says_so(self):
        self.rows(
            "d.csv",
            ["Ort", "Menge", "Preis"],
            [["A", "2.412", "1,5"], ["B", "3.118", "2,25"], ["C", "1.950", "0,75"]],
            ";",
        )
        table = self.one("d.csv")
        self.assertEqual(list(table.frame["Menge"]), [2412, 3118, 1950])
        self.assertIn("2.412", self.notes(table))
        self.rows(
            "e.csv",
            ["place", "amount", "price"],
            [["A", "2.412", "1.5"], ["B", "3.118", "2.25"], ["C", "1.950", "0.75"]],
            ";",
        )
        self.assertEqual(list(self.one("e.csv").frame["amount"]), [2.412, 3.118, 1.95])
        values, notes = self.values(["1,234", "2,345", "3,120"])
        self.assertEqual(values, [1234, 2345, 3120])
        self.assertIn("two ways", notes)

    def test_two_columns_of_one_file_may_differ(self):
        self.rows(
            "f.csv", ["name", "de", "en"], [["A", "1.208,50", "1,208.50"], ["B", "993,93", "993.93"]], ";"
        )
        frame = self.one("f.csv").frame
        self.assertEqual((list(frame["de"]), list(frame["en"])), ([1208.5, 993.93], [1208.5, 993.93]))

    def test_percentages_beside_shares(self):
        self.assertEqual(self.values(["12%", "0.08", "30%"])[0], [12, 8, 30])

    def test_what_is_no_number_stays_text(self):
        for cells in (
            ["1A", "2A", "3A", "4B"],
            ["1.2.3", "1.4.0", "2.0.1"],
            ["(1)", "(2)", "(3)"],
            ["12-15", "3-7", "8-9"],
            ["Room 1", "Room 2", "Room 3"],
            ["12 kg", "3 h", "5 m"],
            ["192.168.0.1", "10.0.0.1", "10.0.0.7"],
        ):
            table, column = self.column(cells)
            self.assertEqual(column.dtype, object, cells)

    def test_a_german_shop_a_french_one_and_a_swiss_one_are_forecast(self):
        y = seasonal(36)
        right = [round(v, 2) for v in y]
        french = lambda v: f"{v:,.2f}".replace(",", "\u202f").replace(".", ",")
        swiss = lambda v: f"{v:,.2f}".replace(",", "'")
        for name, write in (("Umsatz", german), ("ventes", french), ("vendite", swiss)):
            rows = [[m, write(v), write(500 + i)] for i, (m, v) in enumerate(zip(months(36), y))]
            self.rows(
                "shop.csv", ["Monat", name, "Kosten"], rows, ";", "cp1252" if name == "Umsatz" else "utf-8"
            )
            template, params = self.plan(
                ["shop.csv"], f"forecast the {name} for the next 6 months.", "forecast"
            )
            self.assertEqual((template, params["targets"], params["horizon"]), ("forecast", [name], 6))
            np.testing.assert_allclose(
                self.session.names["TABLES"]["shop.csv"].frame[name], right, atol=0.006
            )
        found = self.forecast(["shop.csv"], "forecast the vendite for the next 6 months.")
        self.assertEqual(found[:4], ("vendite", 36, 12, [f"2024-0{i}" for i in range(1, 7)]))
        np.testing.assert_allclose(found[4], seasonal(42)[36:], rtol=0.06)
        self.assertIn("1'", " ".join(self.result["preparation"]))


if __name__ == "__main__":
    unittest.main()
