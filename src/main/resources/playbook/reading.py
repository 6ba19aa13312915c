"""What reading a file needs: the language of the paper, texts in one form, a table, a file that is none.

First cell of a session; the cells of reading/ and columns/ follow. Expects WORDS (the lists of words.yaml).
Together they give read_files(names): the tables of the files whatever their real format, encoding, delimiter,
headers, dates and numbers are.
"""
import csv
import io
import json
import os
import re
import unicodedata
import zipfile
from dataclasses import dataclass, field

for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")  # several busy threads on few cores are slower than one

import numpy as np
import pandas as pd

MAX_CELLS = 12_000_000  # beyond this a table is thinned out evenly while it is read
MAX_SHEET_CELLS = 3_000_000  # spreadsheets are read cell by cell and are slower
MAX_COLUMNS = 500
LANG = "zh"
SIMPLIFIED = str.maketrans(WORDS["traditional"], WORDS["simplified"])


def T(zh, en):
    """The sentence in the language of the paper."""
    return zh if LANG == "zh" else en


def half_width(text):
    """Full-width letters, digits and brackets as half-width ones, lower case, no blanks at the ends."""
    return unicodedata.normalize("NFKC", str(text)).strip().lower()


def folded(text):
    """A text for comparing: half width, and traditional characters as simplified ones, one for one."""
    text = half_width(text)
    return text if text.isascii() else text.translate(SIMPLIFIED)


def some(values, most=3):
    """A few values for a sentence."""
    values = [str(v)[:30] for v in values]
    return T("、", ", ").join(values[:most]) + ("…" if len(values) > most else "")


@dataclass
class Table:
    """One table of one file: `frame` has clean names and typed columns, `rows` is how many rows of data it
    has."""

    key: str
    file: str
    frame: pd.DataFrame
    rows: int
    notes: list = field(default_factory=list)
    derived: str = ""  # the table it was derived from, if it was
    crossed: bool = False  # whether that one has times both down and across
    unusable: dict = field(default_factory=dict)  # columns the file has and the frame lacks: name -> why


@dataclass
class Piece:
    """A table as it stands in a file: the frame's cells are as they were written."""

    name: str
    frame: pd.DataFrame
    rows: int
    notes: list
    unusable: dict = field(default_factory=dict)


class Unreadable(Exception):
    """A file that holds no table we can read; the message says what to do."""


def is_empty(cell):
    """Whether a cell holds nothing at all."""
    return (
        cell is None
        or (isinstance(cell, float) and cell != cell)
        or isinstance(cell, str)
        and not cell.strip()
    )


def is_blank(cell):
    """Whether a cell says nothing: it is empty or holds a mark such as "-" or "n/a"."""
    return is_empty(cell) or isinstance(cell, str) and half_width(cell) in WORDS["missing"]


def is_number_cell(cell):
    """Whether a cell holds a number, be it as text; years count too."""
    if isinstance(cell, (int, float, np.number)):
        return not isinstance(cell, (bool, np.bool_)) and cell == cell
    return isinstance(cell, str) and parse_number(cell) is not None


def looks_like_time(cell):
    """Whether a cell begins like a date or is a year."""
    if hasattr(cell, "year"):
        return True
    text = half_width(cell)[:30]
    return bool(re.match(r"(1[5-9]|2[01])\d\d(年|[-/.]\d|$)|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}", text))
