"""Data sets with a known answer, made from a seed."""
import numpy as np
import pandas as pd


def months(n, start="2016-01"):
    return pd.period_range(start, periods=n, freq="M")


def seasonal_sales(n=72, noise=8.0, seed=1):
    """Monthly sales with a trend and a yearly season."""
    rng, t = np.random.default_rng(seed), np.arange(n)
    y = 200 + 2 * t + 40 * np.sin(2 * np.pi * t / 12) + rng.normal(0, noise, n)
    return pd.DataFrame({"月份": [f"{p.year}年{p.month}月" for p in months(n)], "销售额(万元)": y.round(2)})


def random_walk(n=150, seed=2):
    rng = np.random.default_rng(seed)
    return pd.DataFrame({"date": pd.date_range("2023-01-02", periods=n, freq="B").strftime("%Y/%m/%d"), "close": (100 + np.cumsum(rng.normal(0, 1, n))).round(3)})


def yearly_trend(n=24, seed=3):
    rng = np.random.default_rng(seed)
    return pd.DataFrame({"年份": np.arange(2000, 2000 + n), "GDP(亿元)": (1000 + 120 * np.arange(n) + rng.normal(0, 30, n)).round(1)})


def daily_with_gaps(n=210, seed=4):
    """Daily visits with a weekly season, a tenth of the days missing."""
    rng, t = np.random.default_rng(seed), np.arange(n)
    y = 500 + 120 * np.array([0, 0, 0, 0, 0.5, 1.5, 1.2])[t % 7] + rng.normal(0, 25, n)
    frame = pd.DataFrame({"Date": pd.date_range("2024-01-01", periods=n).strftime("%d-%b-%Y"), "Visits": y.round()})
    return frame[rng.random(n) > 0.1]


def linear(n=200, noise=1.0, seed=5):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 4))
    y = 20 + 5 * x[:, 0] - 3 * x[:, 1] + rng.normal(0, noise, n)
    frame = pd.DataFrame({"样本编号": [f"S{i:04d}" for i in range(n)], "水灰比": x[:, 0], "砂率": x[:, 1], "养护温度": x[:, 2], "骨料粒径": x[:, 3], "抗压强度(MPa)": y})
    return frame.round(4)


def curved(n=400, seed=6):
    rng = np.random.default_rng(seed)
    x = rng.uniform(-3, 3, size=(n, 3))
    y = np.sin(2 * x[:, 0]) * 4 + x[:, 1] ** 2 + rng.normal(0, 0.5, n)
    return pd.DataFrame({"alpha": x[:, 0], "beta": x[:, 1], "gamma": x[:, 2], "response": y}).round(4)


def pure_noise(n=120, seed=7):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(rng.normal(size=(n, 5)), columns=["a1", "a2", "a3", "a4", "quality"]).round(4)


def churn(n=600, share=0.12, seed=8):
    """An unbalanced class that follows from two of four columns."""
    rng = np.random.default_rng(seed)
    months_in, calls = rng.integers(1, 60, n), rng.poisson(2, n)
    risk = -0.08 * months_in + 0.8 * calls + rng.normal(0, 0.7, n)
    return pd.DataFrame({"客户ID": np.arange(10001, 10001 + n), "在网月数": months_in, "投诉次数": calls, "套餐": rng.choice(["A套餐", "B套餐", "C套餐"], n), "月消费": rng.gamma(3, 30, n).round(1),
                         "是否流失": np.where(risk > np.quantile(risk, 1 - share), "是", "否")})


def blobs(n=240, seed=9):
    rng = np.random.default_rng(seed)
    centres = np.array([[0, 0, 0], [6, 6, 0], [0, 6, 6]])
    which = rng.integers(0, 3, n)
    x = centres[which] + rng.normal(0, 0.8, (n, 3))
    return pd.DataFrame({"会员号": [f"M{i}" for i in range(n)], "年消费额": x[:, 0], "到店次数": x[:, 1], "客单价": x[:, 2]}).round(3)


def no_groups(n=250, seed=10):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(rng.uniform(size=(n, 4)), columns=["f1", "f2", "f3", "f4"]).round(4)


def suppliers():
    """A is best in everything, E worst: price, defects and delivery time are costs."""
    return pd.DataFrame({"供应商": ["甲公司", "乙公司", "丙公司", "丁公司", "戊公司"], "产品质量": [98, 93, 90, 85, 80], "单价(元)": [10, 12, 13, 15, 18], "次品率(%)": [0.5, 1.2, 1.5, 2.5, 4.0],
                         "交货期(天)": [3, 5, 6, 8, 12], "服务评分": [9.5, 8.8, 8.0, 7.5, 6.0]})


def projects():
    """Knapsack: capacity 10, best total value 90 by B and D (brute force in the test)."""
    return pd.DataFrame({"项目": ["P1", "P2", "P3", "P4", "P5", "P6"], "投资(万元)": [50, 40, 60, 30, 70, 20], "预期收益(万元)": [62, 55, 70, 41, 90, 22]})


def products():
    return pd.DataFrame({"产品": ["桌子", "椅子"], "单位利润(元)": [70, 50], "木工工时(小时)": [4, 3], "油漆工时(小时)": [2, 1]})


def shipping():
    return pd.DataFrame({"产地": ["A1", "A2", "A3", "需求量"], "B1": [3, 1, 7, 3], "B2": [11, 9, 4, 6], "B3": [3, 2, 10, 5], "B4": [10, 8, 5, 6], "供应量": [7, 4, 9, None]})


def jobs():
    return pd.DataFrame({"工人": ["甲", "乙", "丙", "丁"], "任务A": [9, 6, 5, 7], "任务B": [2, 4, 8, 6], "任务C": [7, 3, 1, 9], "任务D": [8, 7, 8, 4]})
