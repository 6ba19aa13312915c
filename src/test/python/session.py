"""One playbook session outside IPython: the templates run one after the other in one namespace, as cells do; and the test
that asks it one question. To be imported before numpy, whose threads it bounds.
"""
import json
import os
import tempfile
import unittest

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

PLAYBOOK = os.environ.get("PLAYBOOK") or os.path.join(os.path.dirname(__file__), "..", "..", "main", "resources", "playbook")


def words():
    if "PLAYBOOK_WORDS" in os.environ:  # JSON written by the caller
        with open(os.environ["PLAYBOOK_WORDS"], encoding="utf-8") as stream:
            return json.load(stream)
    import yaml
    with open(os.path.join(PLAYBOOK, "words.yaml"), encoding="utf-8") as stream:
        return yaml.safe_load(stream)


with open(os.path.join(PLAYBOOK, "files.json"), encoding="utf-8") as _stream:
    FILES = json.load(_stream)
_SOURCES = {}


def source(file):
    if file not in _SOURCES:
        path = os.path.join(PLAYBOOK, file + ".py")
        with open(path, encoding="utf-8") as stream:
            _SOURCES[file] = compile(stream.read(), path, "exec")
    return _SOURCES[file]


class Session:
    """Runs templates in the current folder and returns the results they wrote."""

    def __init__(self, lang="zh"):
        self.lang, self.names = lang, {"__name__": "__main__", "WORDS": words()}
        self.load("opening")

    def load(self, name):
        for file in FILES.get(name, [name]):
            exec(source(file), self.names)

    def run(self, template, part, **params):
        self.names["PARAMS"] = {"part": part, "template": template, "lang": self.lang, **params}
        self.load(template)
        self.names["run"](self.names["PARAMS"], self.names[template])
        with open(os.path.join("results", part + ".json"), encoding="utf-8") as stream:
            return json.load(stream)

    def solve(self, text, questions, files):
        """Profile, plan, every part, sensitivity: {part: result}. `questions` is a list of (text, ask)."""
        results = {"profile": self.run("profile", "profile", files=files)}
        asked = [{"part": f"ques{i + 1}", "number": str(i + 1), "text": t, "ask": ask, "scores": {ask: 5}} for i, (t, ask) in enumerate(questions)]
        if results["profile"]["status"] == "failed":
            return results
        results["plan"] = self.run("plan", "plan", text=text, questions=asked)
        for part in results["plan"]["values"].get("parts", []):
            if part["template"]:
                params = dict(part["params"])
                template, name = params.pop("template"), params.pop("part")
                params.pop("lang")
                results[name] = self.run(template, name, **params)
        return results


class PlaybookTest(unittest.TestCase):
    """In a folder of its own: the method fits the question, and the result says what it should."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.before = os.getcwd()
        self.addCleanup(os.chdir, self.before)
        os.chdir(self.folder.name)

    def ask(self, frame, text, ask, lang="zh", name="data.csv", encoding="utf-8", sensitivity=False, whole=None):
        """One question about one table: (plan of the question, its result)."""
        files = []
        for key, data in (frame.items() if isinstance(frame, dict) else [(name, frame)]):
            data.to_csv(key, index=False, encoding=encoding)
            files.append(key)
        session = Session(lang)
        profile = session.run("profile", "profile", files=files)
        self.assertIn(profile["status"], ("ok", "partial"), profile["reason"])
        asked = [{"part": "ques1", "number": "1", "text": text, "ask": ask, "scores": {ask: 5}}]
        plan = session.run("plan", "plan", text=whole or text, questions=asked)["values"]["parts"]
        params = {k: v for k, v in plan[1]["params"].items() if k not in ("part", "template", "lang")}
        result = session.run(plan[1]["template"], "ques1", **params)
        for figure in result["figures"]:
            self.assertGreater(os.path.getsize(figure["file"]), 3000, figure)
            self.assertTrue(figure["caption"])
        if result["status"] != "failed":
            self.assertTrue(result["summary"] and result["title"] and result["method"]["name"] and result["formulas"] or plan[1]["template"] == "eda", result)
        if sensitivity:
            self.assertEqual(session.run("sensitivity", "sensitivity_analysis", parts=["ques1"])["status"], "ok")
        return plan[1], result
