"""Runs our bridge inside the real agent: one `hooks.toml` per scenario, and its effects."""

import json
import subprocess

from . import results, turns
from .box import Box
from .places import CONFORMANCE, HOOKS, SEEN
from .scenarios import ENTRIES, SCENARIOS
from .words import ALL

# Modes whose result is listed beside that of the first mode.
APART = ("not-allowed", "terminal")


def prepare(agent, box, scenario):
    """Writes the user's hooks.toml and installs the bridge."""
    folder = box.home / ".config/agent-hooks"
    folder.mkdir(parents=True)
    text = scenario.script
    if scenario.event:
        script = box.script("hook.sh", box.fill(text)) if text else None
        command = f'command = ["{script}"]\n' if script else ""
        text = f'[[hooks.{scenario.event}]]\nname = "under-test"\n{command}{scenario.extra}\n'
    if text is not None:
        (folder / "hooks.toml").write_text(text)
    install(box, agent.name)
    for other in ENTRIES[agent.name] if scenario.everywhere else ():
        install(box, other, "--project", str(box.project))


def install(box, agent, *place):
    subprocess.run([HOOKS, "bridge", "install", "--for", agent, *place], env=box.environment(), cwd=box.project,
                   capture_output=True, check=True)


def modes(agent, scenario):
    """Returns the modes of a scenario. Without permission for the tool, a run shows whether a hook granted the call."""
    if agent.name == "codex" and scenario.event == "permission_request":
        return [("approvals", {"approvals": True})]
    if scenario.event == "permission_request":
        return [mode for mode in agent.modes if mode[0] != "allowed"]
    if scenario.name == "ask" and agent.asking_modes:
        return agent.asking_modes
    return agent.modes if scenario.name in ("allow", "ask") else agent.modes[:1]


def seen(agent, box, run):
    """Returns the effects of a run, and further facts that help to explain them."""
    original, modified = turns.ran(box)
    shown = agent.shown(run)
    runs = box.proofs / "runs"
    return {
        "tool": "rewritten" if modified else "ran" if original else "not run",
        "model": [w for w in ALL if run.model_saw(w)],
        "user": [w for w in (*ALL, "hooks.toml") if w in shown],
        "runs": len(runs.read_text().split()) if runs.exists() else 0,
        "asked": len(run.asked), "model_calls": len(run.bodies), "rc": run.rc, "wall": round(run.wall, 1),
        "timed_out": run.timed_out, "results": [t[:400] for t in agent.tool_results(run)], "hooks": agent.hook_lines(run),
        "proofs": sorted(f.name for f in box.proofs.iterdir()),
    }


def broken(promise, found):
    """Returns the parts of a promise that were not kept."""
    missing = [] if promise.tool in (None, found["tool"]) else [f"tool: {promise.tool} promised, {found['tool']} seen"]
    for who in ("model", "user"):
        missing += [f"{who}: {word}" for word in getattr(promise, who) if word not in found[who]]
    if promise.runs not in (None, found["runs"]):
        missing.append(f"the hooks ran {found['runs']} times, {promise.runs} promised")
    return missing + (["the agent hangs"] if found["timed_out"] else [])


def main(agent, options):
    folder = SEEN / agent.name
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "bridge.json"
    partly = options.only or options.new
    table = json.loads(target.read_text()) if partly and target.exists() else {}
    for scenario in SCENARIOS:
        if options.only and not scenario.name.startswith(tuple(options.only)):
            continue
        if options.new and scenario.name in table:
            continue
        promise, why = scenario.but.get(agent.name, (scenario.promise, None))
        tried = modes(agent, scenario)
        for label, arguments in tried:
            box = Box(agent.name)
            prepare(agent, box, scenario)
            args = agent.mcp(box, CONFORMANCE / turns.SERVER) if scenario.turn == "mcp" else []
            run = agent.run(box, [turns.first(agent, box, scenario.turn), {"text": "done"}], args=args, **arguments)
            found = seen(agent, box, run)
            missing = broken(promise, found)
            key = scenario.name + (f"/{label}" if label in APART and len(tried) > 1 else "")
            table[key] = {**found, "broken": missing, **({"why": why} if why else {})}
            target.write_text(json.dumps(table, indent=1))
            print(("BROKEN " if missing else "kept   ") + f"{key:34} {found['tool']:10} model {found['model']} user {found['user']} "
                  + "; ".join(missing), flush=True)
    results.add_bridge(agent, judged(agent, table), keys())


def again(agent, _options):
    """Compares the stored effects with the current promises."""
    target = SEEN / agent.name / "bridge.json"
    if target.exists():
        results.add_bridge(agent, judged(agent, json.loads(target.read_text())), keys())


def keys(scenarios=SCENARIOS):
    """Returns every name that a scenario can have in the results."""
    return [key for one in scenarios for key in (one.name, *(f"{one.name}/{label}" for label in APART))]


def judged(agent, table):
    """Judges all stored effects by the current promises."""
    fresh = {}
    for scenario in SCENARIOS:
        promise, why = scenario.but.get(agent.name, (scenario.promise, None))
        for key in keys([scenario]):
            if key in table:
                seen_of = {k: v for k, v in table[key].items() if k not in ("broken", "why")}
                fresh[key] = {**seen_of, "broken": broken(promise, seen_of), **({"why": why} if why else {})}
    return fresh
