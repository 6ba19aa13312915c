"""The built-in example problems from files to sensitivity analysis, each in less than a minute of computing."""
import json
import os
import shutil
import tempfile
import time
import unittest

from session import PLAYBOOK, Session

EXAMPLES = os.path.abspath(os.path.join(PLAYBOOK, "..", "examples"))


class ExamplesTest(unittest.TestCase):
    def solve(self, name, asks):
        before, folder = os.getcwd(), tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, before)
        with open(os.path.join(EXAMPLES, "examples.json"), encoding="utf-8") as stream:
            files = next(example["files"] for example in json.load(stream) if example["name"] == name)
        for file, resource in files.items():
            shutil.copy(os.path.join(EXAMPLES, name, resource), os.path.join(folder.name, file))
        with open(os.path.join(EXAMPLES, name, "problem.txt"), encoding="utf-8") as stream:
            text = stream.read()
        questions = [part.split("：", 1)[1].split("\n\n附件")[0].strip() for part in text.split("\n\n问题")[1:]]
        os.chdir(folder.name)
        started = time.process_time()
        results = Session("zh").solve(text, list(zip(questions, asks)), sorted(files))
        self.assertLess(time.process_time() - started, 40)
        for part, result in results.items():
            self.assertIn(result["status"], ("ok", "partial"), (part, result["reason"]))
        return results

    def test_electricity(self):
        results = self.solve("electricity-forecast", ["description", "forecast", "correlation"])
        series = results["ques2"]["values"]["series"][0]
        self.assertEqual((series["name"], series["season"], [f["time"] for f in series["forecast"]][::11]), ("用电量(亿千瓦时)", 12, ["2025-01", "2025-12"]))
        self.assertTrue(results["ques2"]["baseline"]["beaten"])

    def test_cities(self):
        results = self.solve("city-evaluation", ["evaluation", "clustering", "correlation"])
        ways = {c: d["direction"] for c, d in results["ques1"]["values"]["directions"].items()}
        self.assertEqual([c for c, way in ways.items() if way == "cost"], ["PM2.5年均浓度(μg/m³)", "平均通勤时间(分钟)", "房价收入比", "登记失业率(%)"])
        self.assertEqual(len(results["ques1"]["values"]["ranking"]), 14)

    def test_projects(self):
        results = self.solve("project-optimisation", ["optimisation", "optimisation"])
        chosen = results["ques1"]["values"]
        self.assertEqual({(l["column"], l["sense"], l["value"]) for l in chosen["limits"]}, {("投资额(万元)", "<=", 2000), ("用工人数(人)", "<=", 260), ("数量", "<=", 8)})
        self.assertLessEqual(len({"蔬菜大棚", "花卉基地"} & {s["label"] for s in chosen["solution"]}), 1)
        self.assertEqual(results["ques2"]["values"]["kind"], "transport")
        self.assertTrue(results["ques2"]["baseline"]["beaten"])


if __name__ == "__main__":
    unittest.main()
