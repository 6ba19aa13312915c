"""Which template and which target a question leads to, and how far ahead it looks."""
import unittest

from session import PlaybookTest, Session
import datasets

import numpy as np
import pandas as pd


class Plans(PlaybookTest):
    def plan_of(self, frame, text, ask):
        frame.to_csv("t.csv", index=False)
        session = Session("en")
        session.run("profile", "profile", files=["t.csv"])
        scores = {ask: 3, "regression": 3} if ask == "forecast" else {ask: 5}
        plan = session.run("plan", "plan", text=text, questions=[{"part": "ques1", "number": "1", "text": text, "ask": ask, "scores": scores}])["values"]["parts"][1]
        return plan["template"], plan["params"].get("target") or (plan["params"].get("targets") or [None])[0], plan["params"]

    def test_the_target_is_what_is_asked_for_in_either_language(self):
        rng, n = np.random.default_rng(0), 120
        whole, real = lambda a, b: rng.integers(a, b, n), lambda: rng.normal(size=n).round(3)
        titanic = pd.DataFrame({"PassengerId": range(1, n + 1), "Survived": whole(0, 2), "Pclass": whole(1, 4), "Age": real(), "Fare": real()})
        houses = pd.DataFrame({"id": range(1, n + 1), "date": pd.Timestamp("2014-05-01") + pd.to_timedelta(np.sort(whole(0, 50)), "D"), "price": real(), "bedrooms": whole(1, 6), "sqft": whole(500, 4000)})
        staff = pd.DataFrame({"员工编号": range(1, n + 1), "部门": rng.choice(["研发", "销售"], n), "月薪": whole(4000, 20000), "工龄": whole(0, 20), "是否离职": rng.choice(["是", "否"], n)})
        concrete = pd.DataFrame({"水泥": real(), "龄期(天)": whole(1, 365), "抗压强度": real()})
        mall = pd.DataFrame({"Gender": rng.choice(["M", "F"], n), "Age": whole(18, 70), "Annual Income (k$)": whole(15, 137)})
        for frame, text, ask, template, target in [
                (titanic, "What factors made people more likely to survive?", "regression", "classification", "Survived"),
                (houses, "建立房价预测模型", "forecast", "regression", "price"),
                (staff, "哪些因素影响员工离职", "regression", "classification", "是否离职"),
                (staff, "分析影响月薪的因素", "regression", "regression", "月薪"),
                (concrete, "研究水泥用量和龄期对强度的影响", "regression", "regression", "抗压强度"),
                (mall, "对客户进行分类，制定营销策略", "classification", "clustering", None)]:
            self.assertEqual(self.plan_of(frame, text, ask)[:2], (template, target), text)

    def test_the_horizon_is_read_in_the_datas_frequency(self):
        for text, periods in [("预测未来两年", 24), ("next two quarters", 6), ("预测2023年各月的销售额", 24), ("预测2022年6月之前", 6), ("forecast the next 18 months", 18), ("预测下个月", 1), ("预测明年", 12)]:
            self.assertEqual(self.plan_of(datasets.seasonal_sales(), text, "forecast")[2].get("horizon"), periods, text)


if __name__ == "__main__":
    unittest.main()
