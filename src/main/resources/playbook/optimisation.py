"""Linear and integer programmes from tables and text: transportation, assignment, and choices of rows under limits
(selection under a budget, product mix, blending). Prints the model with its names, solves it, checks the solution, and
shows what the limits are worth. Says plainly what is missing when the tables do not make a programme.

PARAMS: part, template, lang, question, table (the likely one), tables (all), text (the whole problem).
"""
from scipy.optimize import Bounds, LinearConstraint, linprog, milp


def optimisation(params, result):
    tables = [TABLES[k] for k in params.get("tables", []) if k in TABLES]
    if not tables:
        raise NotPossible(T("没有可用的数据表。", "There is no table to work on."))
    question, text = half_width(params["question"]), half_width(params.get("text") or params["question"])
    if question not in text:
        text = text + "\n" + question
    both = question + " " + text
    # What kind of programme it is says the question; only where it says nothing, the rest of the text.
    said = question if has_word(question, WORDS["transport"] + WORDS["assign"] + WORDS["select"] + WORDS["produce"]) else both
    moves = has_word(said, WORDS["transport"])
    data = transport_data(tables, both) if moves or not has_word(said, WORDS["assign"] + WORDS["select"] + WORDS["produce"]) else None
    matrices = [t for t in tables if matrix_of(t.frame) and len(matrix_of(t.frame)[1]) >= 2 and abs(len(matrix_of(t.frame)[1]) - len(t.frame)) <= max(3, len(t.frame) // 2)]
    if data:
        programme, x, total, table, values = solve_transport(data, both, params, result)
    elif has_word(said, WORDS["assign"]) and not has_word(question, WORDS["select"] + WORDS["produce"]):
        if not matrices:
            programme, x, total, table, values = solve_rows(tables, text, question, params, result)
        else:
            table = next((t for t in matrices if t.key == params.get("table")), matrices[0])
            programme, x, total, table, values = solve_assignment(table, both, params, result)
    elif moves and not has_word(question, WORDS["select"] + WORDS["produce"]):
        raise NotPossible(T("题目是运输问题，但没有找到完整的数据：需要供应点到需求点的单位运费表，以及各供应点的供应量和各需求点的需求量。", "This is a transportation problem, but the data are incomplete: a table of unit costs from sources to sinks is needed, with the supply and the demand of each."))
    else:
        programme, x, total, table, values = solve_rows(tables, text, question, params, result)
    if values["kind"] in ("transport", "assignment"):  # their limits come from the tables; what the text limits beside is said
        known = {b for *_, b in programme.rows}
        left_over(text, question, {a["at"] for a in amounts_in(text) if a["value"] in known}, result, status=False)
    about_data(result, table, table.frame.columns)
    worst = programme.check(x)
    feasible = worst <= 1e-6
    result["findings"].append(T(f"把解代回 {len(programme.rows)} 条约束逐条核对，{'全部满足' if feasible else '有约束不满足'}（最大相对偏差 {number(worst, 2)}）。", f"The solution was put back into all {len(programme.rows)} constraints: {'all hold' if feasible else 'some do not hold'} (largest relative deviation {number(worst, 2)})."))
    if not feasible:
        result.update(status="partial", reason=T("解未通过可行性核对。", "The solution failed its check."))
    moved = sensitivity_rows(programme, total) if values["kind"] != "assignment" else []
    if moved:
        add_table(result, T("各限制变动 ±10% 后的最优值与影子价格", "Optimum when a limit moves by ±10%, and shadow prices") + (T("（影子价格取自线性松弛）", " (shadow prices of the relaxation)") if programme.whole else ""),
                  T(["限制", "现值", "影子价格", "-10% 时", "+10% 时"], ["limit", "now", "shadow price", "at -10%", "at +10%"]), [[r["limit"], r["value"], r["shadow"] if r["shadow"] is not None else "–", r["down"] if r["down"] is not None else T("不可行", "infeasible"), r["up"] if r["up"] is not None else T("不可行", "infeasible")] for r in moved], limit=25)
        key = max((r for r in moved if r["shadow"]), key=lambda r: abs(r["shadow"] * r["value"]), default=None)
        if key:
            result["findings"].append(T(f"最要紧的限制是“{key['limit']}”：每放宽 1 个单位，最优值约变动 {number(abs(key['shadow']))}。", f"The tightest limit is '{key['limit']}': one unit more changes the optimum by about {number(abs(key['shadow']))}."))
    STATE[params["part"]] = {"template": "optimisation", "programme": programme, "total": total, "kind": values["kind"], "x": x}
    result["strengths"].append(T("求得的是全局最优，并逐条核对了约束。", "The optimum is global and every constraint was checked."))
    result["limitations"].append(T("只考虑从题目与数据中识别出的限制，未写明的实际条件不在模型中。", "Only limits found in the text and the data are in the model."))
    result["metrics"] = {"objective": total, "violation": worst}
    result["search"] = {"transport": ["transportation problem linear programming"], "assignment": ["assignment problem Hungarian algorithm"], "selection": ["0-1 knapsack problem integer programming"], "mix": ["linear programming production planning"]}[values["kind"]] + ["sensitivity analysis linear programming shadow price"]
    result["values"].update(values, total=total, feasible=feasible, violation=worst, sensitivity=moved)
    result["summary"] = T(f"建立了{result['method']['name']}模型，最优值为 {number(total, 6)}，约束全部核对{'满足' if feasible else '，有不满足'}。", f"A {result['method']['name']} was solved: optimum {number(total, 6)}, constraints {'all hold' if feasible else 'do not all hold'}.")
