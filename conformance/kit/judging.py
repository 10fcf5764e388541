"""Compares an agent's behaviour with ours, and says which of the two is stricter."""

import json
import re

from .words import CONTEXT, NOTICE

# How strict a decision is.
SCORE = {"block": 3, "ask": 2, "silent": 1, "run": 1, "proceed": 1, "modify": 1, "allow": 0, "grants": -1, "stop": 0.5, "HANG": 2}

# Notes of a row that say that we are stricter than the agent, or why an answer does not count.
TELLING = ("stricter", "said_but_not_counted", "misplaced_key", "leaked", "bad_ending")


def differences(agent, case, was, ours):
    found = []
    if not agent.same(was["decision"], ours["decision"]):
        said = "said" if reasons(ours) else "not said"
        found.append(f"decision: {direction(was['decision'], ours['decision'])}, {said}")
    scripts = json.dumps(case.scripts)
    if case.kind == "stop" and CONTEXT in (ours.get("message") or ""):
        ours["context"] = True
    if "context" in ours and was["context"] != ours["context"] and CONTEXT in scripts:
        found.append(f"context: agent {was['context']}, ours {ours['context']}")
    if agent.shows_notices and "notice" in ours and was["notice"] != ours["notice"] and NOTICE in scripts:
        found.append(f"notice: agent {was['notice']}, ours {ours['notice']}")
    blocked = was["decision"].startswith("block") and ours["decision"].startswith("block")
    heard = was["reason"] or (case.kind == "prompt" and was["user_reason"])
    if case.kind == "prompt" and not agent.shows_notices:
        heard = ours.get("reason")
    if blocked and "reason" in ours and heard != ours["reason"]:
        found.append(f"reason heard: agent {heard}, ours {ours['reason']}")
    return found


def direction(was, ours):
    if ours.startswith("rc "):
        return "stricter"
    theirs, own = (3 if d == "stop" else sum(SCORE.get(w, 0) for w in d.split("+")) for d in (was, ours))
    return "LOOSER" if own < theirs else "stricter" if own > theirs else "other"


def reasons(ours):
    """Returns why the report says that we are stricter."""
    notes = [n for row in ours.get("hooks") or [] for n in row.get("notes", []) if n["code"] in TELLING]
    lines = [line.removeprefix("hooks: ") for line in (ours.get("stderr") or "").splitlines()]
    return [without_folders(text) for text in [n["message"] for n in notes] or lines[:1]]


def without_folders(text):
    """Makes paths relative to the project. The folders of a run are not part of the result."""
    return re.sub(r"/[^\s`'\"]*?/(project|home)/", lambda found: "" if found[1] == "project" else "~/", text)


def verdict(entry):
    """Returns `equal`, `stricter`, `looser` or `other` for a judged case, by the decision alone."""
    for found in entry["differences"]:
        if found.startswith("decision: "):
            return found.removeprefix("decision: ").split(",")[0].lower()
    return "equal"


def summary(table):
    counts = {}
    for entry in table.values():
        counts[verdict(entry)] = counts.get(verdict(entry), 0) + 1
    unsaid = sum(any(d.endswith("not said") for d in v["differences"]) for v in table.values())
    return f"{len(table)} cases, " + ", ".join(f"{n} {word}" for word, n in sorted(counts.items())) + f", {unsaid} not said"
