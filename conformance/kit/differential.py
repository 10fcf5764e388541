"""Runs an agent's own hooks in the real agent and in `hooks fire`."""

import importlib
import json
import subprocess

from . import judging, payloads, results, turns
from .box import Box
from .places import CONFORMANCE, HOOKS, SEEN
from .words import CONTEXT, NOTICE, OUTPUT, REASON, REWRITTEN, STOP


def cases_of(name):
    """Returns the cases of an agent, from its three files."""
    modules = [importlib.import_module(f"cases.{stem}") for stem in (name, f"{name}_edges", f"{name}_strange")]
    return [case for module in modules for case in module.CASES]


def configure(agent, box, case):
    """Writes the scripts and the agent's project configuration."""
    commands = []
    for index, body in enumerate(case.scripts):
        body = box.fill(body)
        if case.kind == "stop":
            once = box.root / f"once-{index}"
            body = f"if [ -e {once} ]; then cat >/dev/null; exit 0; fi; touch {once}\n{body}"
        commands.append(str(box.script(f"hook-{index}.sh", body)))
    agent.write(box, case.raw(commands) if case.raw else agent.config_of(case, commands))


def real(agent, case):
    """Runs a case in the agent. Returns the decision in words, and which texts reached the model and the user."""
    seen = {}
    for label, arguments in agent.modes_of(case):
        box = Box(agent.name)
        agent.before(box, case)
        configure(agent, box, case)
        args = agent.mcp(box, CONFORMANCE / turns.SERVER) if case.turn == "mcp" else []
        about_tools = case.kind not in ("prompt", "stop", "start")
        calls = [turns.first(agent, box, case.turn)] if about_tools else []
        run = agent.run(box, calls + [{"text": "done"}], args=args, limit=60, **arguments)
        seen[label] = (run, turns.ran(box), box)
    label = next(iter(seen))
    run, (original, modified), box = seen[label]
    what = {
        "model_calls": len(run.bodies), "asked": len(run.asked), "results": [r[:300] for r in agent.tool_results(run)],
        "rc": run.rc, "timed_out": run.timed_out, "wall": round(run.wall, 1), "hooks": agent.hook_lines(run),
        "context": run.model_saw(CONTEXT), "notice": NOTICE in agent.shown(run), "reason": run.model_saw(REASON),
        "user_reason": REASON in agent.shown(run), "stop_shown": STOP in agent.shown(run) or run.model_saw(STOP),
    }
    what["decision"] = decision(agent, case, seen, run, original, modified)
    if case.kind in ("post", "failure"):
        what["output_kept"] = any(OUTPUT in r or "noted" in r for r in what["results"])
    return what, box


def decision(agent, case, seen, run, original, modified):
    calls = len(run.bodies)
    if run.timed_out and case.kind in ("pre", "permission"):
        return "HANG"
    if case.kind == "prompt":
        return "block" if calls == 0 else "modify" if run.model_saw(REWRITTEN) else "proceed"
    if case.kind == "stop":
        return "block" if calls > 1 else "proceed"
    if case.kind == "start":
        return "proceed" if calls else "stop"
    if case.kind in ("post", "failure"):
        results = agent.tool_results(run)
        replaced = any("Blocked by hook" in r or "No reason provided" in r for r in results)
        word = "modify" if run.model_saw(REWRITTEN) else "block" if run.model_saw(REASON) or replaced else "proceed"
        return word + ("+stop" if calls < 2 else "")
    asked = agent.asked(run) and case.kind == "pre"
    words = ["ask"] if asked else []
    if modified:
        words.append("modify")
    elif original and not asked:
        words.append("run")
    words = words or ["block"]
    if case.kind == "permission":
        words = ["silent"] if agent.silent(run) else ["allow" if w == "run" else w for w in words]
    if calls < 2 and case.turn != "none":
        words.append("stop")
    if "not-allowed" in seen and case.kind == "pre":
        other, other_ran, _ = seen["not-allowed"]
        if any(other_ran) and not agent.asked(other) and words[0] in ("run", "modify"):
            words.append("grants")
    return "+".join(words)


def fire(agent, case, box, payload):
    """Runs the same configuration and payload in our engine."""
    for file in [*box.proofs.iterdir(), *box.root.glob("once-*")]:
        file.unlink()
    command = [str(HOOKS), "fire", agent.event_fired(case), "--project", str(box.project), "--speak", agent.name,
               "--as", agent.name, "--trust-project", "--format", "json"]
    done = subprocess.run(command, input=payload, env=box.environment(), cwd=box.project, capture_output=True, timeout=60)
    if done.returncode != 0:
        return {"decision": f"rc {done.returncode}", "stderr": done.stderr.decode()[:500]}
    report = json.loads(done.stdout)
    rows = [{k: r.get(k) for k in ("status", "cause", "outcome", "reason", "notes") if r.get(k)} for r in report["hooks"]]
    return {
        "decision": reported(case, report), "context": CONTEXT in json.dumps(report.get("context")),
        "notice": NOTICE in json.dumps(report.get("notices")), "reason": REASON in (report.get("message") or ""),
        "message": report.get("message"), "content": report.get("content"), "stop": report.get("stop"), "hooks": rows,
        "stderr": done.stderr.decode()[:400],
    }


def reported(case, report):
    """Returns the decision of a report, in the words that `decision` uses for the agent."""
    outcome, content, stop = report["outcome"], report.get("content"), report.get("stop") is not None
    if stop and case.kind in ("start", "prompt", "stop"):
        return {"start": "stop", "prompt": "block", "stop": "proceed"}[case.kind]
    if case.kind == "pre":
        words = [outcome if outcome in ("ask", "block", "modify") else "run"]
        if outcome == "ask" and content is not None:
            words.append("modify")
    elif case.kind == "permission":
        words = ["silent" if outcome == "proceed" else outcome]
        if content is not None and outcome != "modify":
            words.append("modify")
    else:
        words = [outcome]
    if stop:
        words.append("stop")
    if case.kind == "pre" and words[0] in ("run", "modify") and report.get("grants"):
        words.append("grants")
    return "+".join(words)


def main(agent, options):
    """Runs every chosen case in the agent and in our engine."""
    table = stored(agent)
    for case in chosen(agent, options):
        if not (options.new and case.name in table):
            was, box = real(agent, case)
            keep(agent, table, case, was, box)
    finish(agent, table)


def again(agent, options):
    """Runs our engine alone, and compares it with the agent's last run."""
    table = stored(agent)
    for case in chosen(agent, options):
        if case.name in table:
            box = Box(agent.name)
            agent.before(box, case)
            configure(agent, box, case)
            keep(agent, table, case, table[case.name]["agent"], box)
    finish(agent, table)


def chosen(agent, options):
    only = tuple(options.only)
    return [case for case in cases_of(agent.name) if not only or case.name.startswith(only)]


def stored(agent):
    path = SEEN / agent.name / "differential.json"
    return json.loads(path.read_text()) if path.exists() else {}


def keep(agent, table, case, was, box):
    payload = payloads.recorded(agent, box).get(f"{agent.event_fired(case)}/{case.turn}")
    if payload is None:
        # The agent does not fire this event here, so there is no payload for us.
        ours = {"decision": was["decision"], "context": was["context"], "not_fired": True, "hooks": []}
    else:
        ours = fire(agent, case, box, payload.encode())
    found = judging.differences(agent, case, was, ours)
    table[case.name] = {"event": agent.event_of(case), "differences": found, "agent": was, "ours": ours}
    (SEEN / agent.name / "differential.json").write_text(json.dumps(table, indent=1))
    print(("DIFF " if found else "same ") + f"{case.name:32} agent {was['decision']:18} ours {ours['decision']:18} "
          + "; ".join(found), flush=True)


def finish(agent, table):
    # Remove the results of cases that were deleted or renamed.
    cases = [case for case in cases_of(agent.name) if case.name in table]
    table = {case.name: {**table[case.name], "event": agent.event_of(case)} for case in cases}
    target = SEEN / agent.name / "differential.json"
    target.write_text(json.dumps(table, indent=1))
    results.add_cases(agent, table, [case.name for case in cases_of(agent.name)])
    print(f"{agent.title}: {judging.summary(table)}; {target}")
