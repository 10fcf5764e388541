"""The checked-in summary of a run, from which `cargo xtask schema` writes docs/compat.md."""

import datetime
import json

from . import judging
from .places import RESULTS


def add_cases(agent, table, names):
    """Stores the decision of every case, and why it differs. Cases that were not run keep their stored result."""
    update(agent, "cases", {name: summary(entry) for name, entry in table.items()}, names)


def summary(entry):
    found = {"event": entry["event"], "agent": entry["agent"]["decision"], "ours": entry["ours"]["decision"],
             "verdict": judging.verdict(entry)}
    if entry["differences"]:
        found["differs"] = [d for d in entry["differences"] if not d.startswith("decision: ")]
        found["why"] = judging.reasons(entry["ours"])[:2]
    return {k: v for k, v in found.items() if v}


def update(agent, part, entries, names):
    """Writes one entry per line, so that a new version of the agent shows as a short diff."""
    path = RESULTS / f"{agent.name}.json"
    result = json.loads(path.read_text()) if path.exists() else {}
    entries = {**result.get(part, {}), **entries}
    entries = {name: entries[name] for name in names if name in entries}
    result.update({"agent": agent.title, "package": agent.package, "version": agent.version(),
                   "date": datetime.date.today().isoformat(), part: entries})
    head = {k: v for k, v in result.items() if k not in ("cases", "bridge")}
    lines = [f" {json.dumps(k)}: {json.dumps(v)}" for k, v in head.items()]
    for name in ("cases", "bridge"):
        inner = [f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in result.get(name, {}).items()]
        lines.append(f' "{name}": {{\n' + ",\n".join(inner) + ("\n }" if inner else "}"))
    path.parent.mkdir(exist_ok=True)
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def add_bridge(agent, table, names):
    """Stores the effects of every scenario, and which parts of the promise were broken."""
    kept = ("tool", "model", "user", "broken", "why")
    update(agent, "bridge", {name: {k: entry[k] for k in kept if entry.get(k)} for name, entry in table.items()}, names)
