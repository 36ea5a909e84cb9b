"""The one table of a measurement."""
HEAD = "| what | answers as the CPU's: top-1, largest difference | p50 / p90 / p99, ms | images/s | beside PyTorch | not measured, and why |\n|---|---|---|---|---|---|"


def rows(done):
    """One object a row: its numbers, its ratio to PyTorch (p90 of latencies: below 1 is faster; rates: above 1 is faster)."""
    found = {}
    for step in done:
        row = found.setdefault(step["row"], {"row": step["row"], "peer": "", "notes": {}})
        row["peer"] = row["peer"] or step["peer"]
        if step["status"] == "done":
            row[step["column"]] = number(step["column"], step["result"])
        else:
            row["notes"].setdefault(f"{step['status']}: {step['reason']}", []).append(step["column"])
    for row in found.values():
        peer = found.get(row["peer"], {})
        if "latency" in row and "latency" in peer:
            row["ratio"] = row["latency"]["p90"] / peer["latency"]["p90"]
        elif "rate" in row and "rate" in peer:
            row["ratio"] = row["rate"] / peer["rate"]
    return list(found.values())


def number(column, result):
    if column == "answers":
        return {key: result[key] for key in ("pictures", "agreeing", "largest_logit", "largest_difference")}
    if column == "latency":
        return {name: result["latency_ms"][name] for name in ("p50", "p90", "p99")} | {"queries": result["queries"]}
    return result["img_per_s"]


def line(row):
    answers, latency = row.get("answers"), row.get("latency")
    cells = [
        row["row"],
        f"{answers['agreeing']} of {answers['pictures']}, {answers['largest_difference']:.2g}" if answers else "",
        " / ".join(f"{latency[name]:.3f}" for name in ("p50", "p90", "p99")) if latency else "",
        f"{row['rate']:,.1f}" if "rate" in row else "",
        f"{row['ratio']:.2f}" if "ratio" in row else "",
        "; ".join(f"{' and '.join(columns)} {note}" for note, columns in row["notes"].items()),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def text(report):
    torch = report["pytorch"]
    peer = f"PyTorch {torch['version']}, CUDA {torch['cuda']}, cuDNN {torch['cudnn']}" if torch else "no PyTorch"
    counts = {status: sum(step["status"] == status for step in report["steps"]) for status in ("done", "skipped", "failed")}
    head = [
        f"{'; '.join(report['gpus']) or 'no GPU'}; {peer}; {report['host']['machine']}; commit {report['commit'][:12]}, {report['date']}, --ep {report['ep']}",
        *(["**--quick: these figures show only that everything runs.**"] if report["quick"] else []),
        "Beside PyTorch: p90 divided by that of PyTorch eager on the same file and card (below 1: faster), or images a second divided by PyTorch's (above 1: faster).",
        f"{counts['done']} steps ran, {counts['skipped']} were skipped, {counts['failed']} failed, in {report['seconds']:.0f} s.",
    ]
    return "\n\n".join(head) + f"\n\n{HEAD}\n" + "\n".join(line(row) for row in report["rows"]) + "\n"
