"""Small files as people hand them in, and what is read of them."""
import json
import os

from session import PlaybookTest, Session

import numpy as np
import openpyxl
import pandas as pd


def seasonal(n, base=1000.0, season=12, growth=5.0, swing=200.0):
    """A series with a trend and a season, the same every time."""
    t = np.arange(n)
    return base + growth * t + swing * np.sin(2 * np.pi * t / season)


def months(n, start="2021-01"):
    return [str(p) for p in pd.period_range(start, periods=n, freq="M")]


def german(x):
    """1234.5 as 1.234,50."""
    return f"{x:,.2f}".translate(str.maketrans(",.", ".,"))


class TablesTest(PlaybookTest):
    """Reads files in a folder of its own."""

    def write(self, name, text, encoding="utf-8"):
        with open(name, "wb") as stream:
            stream.write(text if isinstance(text, bytes) else text.encode(encoding))
        return name

    def rows(self, name, head, rows, delimiter=",", encoding="utf-8"):
        lines = [delimiter.join(map(str, row)) for row in [head, *rows]]
        return self.write(name, "\n".join(lines) + "\n", encoding)

    def book(self, name, *sheets):
        """A workbook of (title, rows) sheets; gives it back for more to be done before it is saved again."""
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets:
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        book.save(name)
        return book

    def read(self, *names, lang="en"):
        """The tables of files, none of which may be unreadable."""
        names_of = Session(lang).names
        names_of["LANG"] = lang
        tables, problems = names_of["read_files"](list(names))
        self.assertEqual(problems, [])
        self.session = names_of
        return tables

    def one(self, *names, lang="en"):
        tables = self.read(*names, lang=lang)
        self.assertEqual(len(tables), 1, [t.key for t in tables])
        return tables[0]

    def column(self, cells, name="value", first="row", delimiter=";"):
        """One column of texts, as a table reads it beside a column of names."""
        self.rows("c.csv", [first, name], [[f"n{i}", c] for i, c in enumerate(cells)], delimiter)
        table = self.one("c.csv")
        return table, table.frame[name] if name in table.frame.columns else None

    def notes(self, table):
        return " ".join(table.notes)

    def plan(self, files, text, ask, lang="en", whole=None):
        """The plan of one question: its template and settings."""
        self.session = session = Session(lang)
        profile = session.run("profile", "profile", files=files)
        self.assertIn(profile["status"], ("ok", "partial"), profile["reason"])
        asked = [{"part": "ques1", "number": "1", "text": text, "ask": ask, "scores": {ask: 5}}]
        part = session.run("plan", "plan", text=whole or text, questions=asked)["values"]["parts"][1]
        return part["template"], part["params"]

    def answer(self, files, text, ask, lang="en", whole=None):
        """The result of one question."""
        template, params = self.plan(files, text, ask, lang, whole)
        self.params = params
        return self.session.run(
            template, "ques1", **{k: v for k, v in params.items() if k not in ("part", "template", "lang")}
        )

    def forecast(self, files, text, lang="en", whole=None):
        """(name, periods, season, labels, values) of the first series that a question is answered with."""
        result = self.answer(files, text, "forecast", lang, whole)
        self.assertIn(result["status"], ("ok", "partial"), result["reason"])
        series = result["values"]["series"][0]
        self.result = result
        ahead = series["forecast"]
        return (
            series["name"],
            series["periods"],
            series["season"],
            [f["time"] for f in ahead],
            [f["value"] for f in ahead],
        )
