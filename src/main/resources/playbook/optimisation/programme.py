"""A programme, its solution, and how far that depends on each limit."""


class Programme:
    """max or min c·x under rows a·x (<=, >=, =) b and bounds; x whole or not."""

    def __init__(self, c, maximise, whole, low, high):
        self.c, self.maximise, self.whole = np.asarray(c, float), maximise, whole
        self.low, self.high = np.asarray(low, float), np.asarray(high, float)
        self.rows = []  # (name, a, sense, b)

    def add(self, name, a, sense, b):
        self.rows.append((name, np.asarray(a, float), sense, float(b)))

    def solve(self, rows=None, whole=None):
        rows, whole = self.rows if rows is None else rows, self.whole if whole is None else whole
        constraints = [LinearConstraint(np.vstack([a for _, a, _, _ in rows]), [-np.inf if s == "<=" else b for _, _, s, b in rows], [np.inf if s == ">=" else b for _, _, s, b in rows])] if rows else []
        return milp(-self.c if self.maximise else self.c, constraints=constraints, bounds=Bounds(self.low, self.high), integrality=np.full(len(self.c), int(whole)), options={"time_limit": 30})

    def value(self, x):
        return float(self.c @ x)

    def shadow_prices(self):
        """Change of the optimum per unit of each limit, from the duals of the linear relaxation."""
        less = [(a, b) if s == "<=" else (-a, -b) for _, a, s, b in self.rows if s != "="]
        same = [(a, b) for _, a, s, b in self.rows if s == "="]
        fit = linprog(-self.c if self.maximise else self.c, A_ub=np.array([a for a, _ in less]) if less else None, b_ub=[b for _, b in less] if less else None,
                      A_eq=np.array([a for a, _ in same]) if same else None, b_eq=[b for _, b in same] if same else None, bounds=list(zip(self.low, [None if np.isinf(h) else h for h in self.high])), method="highs")
        if fit.status != 0:
            return None
        sign = -1 if self.maximise else 1
        upper, equal = list(fit.ineqlin.marginals) if less else [], list(fit.eqlin.marginals) if same else []
        return [sign * (equal.pop(0) if s == "=" else upper.pop(0) * (1 if s == "<=" else -1)) for _, _, s, _ in self.rows]

    def check(self, x):
        """The largest violation of any row or bound, relative to the size of the row."""
        worst = max(0.0, float(np.max(self.low - x)), float(np.max(np.where(np.isinf(self.high), -1, x - self.high))))
        for _, a, s, b in self.rows:
            gap = float(a @ x) - b
            worst = max(worst, (gap if s == "<=" else -gap if s == ">=" else abs(gap)) / max(1.0, abs(b)))
        return worst


def infeasible_because(programme):
    """The limits each of which, taken away alone, makes the programme solvable."""
    return [row[0] for i, row in enumerate(programme.rows) if len(programme.rows) <= 60 and programme.solve([r for j, r in enumerate(programme.rows) if j != i]).status == 0]


def sensitivity_rows(programme, total):
    """What the optimum becomes when each limit moves by ±10%, and its shadow price."""
    shadows = programme.shadow_prices() if len(programme.c) <= 5000 else None
    rows = []
    for k, (name, a, s, b) in enumerate(programme.rows[:25]):
        if b == 0:
            continue
        moved = []
        for factor in (0.9, 1.1):
            fit = programme.solve([(name, a, s, b * factor) if i == k else r for i, r in enumerate(programme.rows)])
            moved.append(programme.value(fit.x.round() if programme.whole else fit.x) if fit.status == 0 else None)
        rows.append({"limit": name, "sense": s, "value": b, "shadow": shadows[k] if shadows else None, "down": moved[0], "up": moved[1]})
    return rows
