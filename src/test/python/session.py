"""One playbook session outside IPython: the templates run one after the other in one namespace, as cells do."""
import json
import os
import sys

PLAYBOOK = os.environ.get("PLAYBOOK") or os.path.join(os.path.dirname(__file__), "..", "..", "main", "resources", "playbook")


def words():
    if "PLAYBOOK_WORDS" in os.environ:  # JSON written by the caller
        with open(os.environ["PLAYBOOK_WORDS"], encoding="utf-8") as stream:
            return json.load(stream)
    import yaml
    with open(os.path.join(PLAYBOOK, "words.yaml"), encoding="utf-8") as stream:
        return yaml.safe_load(stream)


_SOURCES = {}


def source(name):
    if name not in _SOURCES:
        path = os.path.join(PLAYBOOK, name + ".py")
        with open(path, encoding="utf-8") as stream:
            _SOURCES[name] = compile(stream.read(), path, "exec")
    return _SOURCES[name]


class Session:
    """Runs templates in the current folder and returns the results they wrote."""

    def __init__(self, lang="zh"):
        self.lang, self.names = lang, {"__name__": "__main__", "WORDS": words()}
        for cell in ("reading", "toolbox"):
            exec(source(cell), self.names)

    def run(self, template, part, **params):
        self.names["PARAMS"] = {"part": part, "template": template, "lang": self.lang, **params}
        exec(source(template), self.names)
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
