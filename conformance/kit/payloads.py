"""Records the payloads of the real agent, and compares them with those of our encoder for the same events."""

import json
import subprocess

from . import turns
from .box import Box
from .places import CONFORMANCE, HOOKS, SEEN

# The fields that an embedder knows for any event. All other fields of a decoded payload are the agent's own.
KNOWN = {
    "protocol", "session_id", "cwd", "transcript_path", "permission_mode", "triggered_at", "hook_event", "model", "turn_id",
    "project_dir", "agent_id", "agent_type", "version"}
EVENT_KNOWN = {
    "event_type", "tool_name", "tool_input", "call_id", "mcp", "tool_output", "duration_ms", "error", "user_message", "source",
    "reason", "trigger", "stop_hook_active", "last_assistant_message", "message", "level", "title", "final_message", "response"}
# The placeholder for the folder of a run in a stored payload.
BOX = "@BOX@"
# Objects whose fields are the tool's, not the agent's.
OPAQUE = ("tool_input", "toolArgs", "toolInput")


def record(agent):
    """Records one payload of each event and kind of call, as text."""
    found = {}
    for turn in ("shell", "mcp", "write", "fail"):
        for _, arguments in agent.recording_modes:
            box = Box(agent.name)
            agent.write(box, agent.recording(box))
            args = agent.mcp(box, CONFORMANCE / turns.SERVER) if turn == "mcp" else []
            agent.run(box, [turns.first(agent, box, turn), {"text": "done"}], args=args, **arguments)
            for event in agent.all_events:
                for payload in box.recorded(event)[:1]:
                    found.setdefault(f"{event}/{turn}", payload.decode())
    return found


def recorded(agent, box):
    """Returns the stored payloads with the paths of this box."""
    stored = json.loads((SEEN / agent.name / "payloads.json").read_text())
    return {key: payload.replace(BOX, str(box.root)) for key, payload in stored.items()}


def flat(value, prefix=""):
    """Returns the paths of an object's fields, with the type of each."""
    out = {}
    for key, inner in value.items():
        path = f"{prefix}{key}"
        out[path] = "object" if isinstance(inner, dict) else type(inner).__name__
        if isinstance(inner, dict) and key not in OPAQUE:
            out.update(flat(inner, path + "."))
    return out


def compare(real, ours):
    a, b = flat(real), flat(ours)
    both = [k for k in real if k in ours and not isinstance(real[k], dict)]
    return {
        "missing": sorted(k for k in a if k not in b), "extra": sorted(k for k in b if k not in a),
        "type": sorted(f"{k}: {a[k]} / {b[k]}" for k in a if k in b and a[k] != b[k]),
        "value": sorted(f"{k}: {real[k]!r} / {ours[k]!r}"[:300] for k in both if real[k] != ours[k]),
    }


def fired(agent, box, event, payload, speak):
    """Returns the payloads that the agent's hooks get from us for `payload`, by event, and our messages."""
    for file in box.seen.iterdir():
        file.unlink()
    command = [str(HOOKS), "fire", *([event] if speak != "native" else []), "--project", str(box.project), "--speak", speak,
               "--as", agent.name, "--trust-project", "--format", "json"]
    done = subprocess.run(command, input=payload.encode(), env=box.environment(), cwd=box.project, capture_output=True)
    got = {e: box.recorded(e) for e in agent.all_events}
    said = done.stderr.decode() + ("" if done.returncode == 0 else done.stdout.decode())
    return {e: p[0].decode() for e, p in got.items() if p}, said


def native_of(agent, box, event, payload):
    """Returns the payload in our own form, as a native hook gets it."""
    folder = box.home / ".config/agent-hooks"
    folder.mkdir(parents=True, exist_ok=True)
    ours = agent.natives[event]
    table = ours if ours.islower() else f'other."{ours}"'
    background = "background = false\n" if ours.startswith("post_tool_use") else ""
    config = folder / "native.toml"
    config.write_text(f'[[hooks.{table}]]\ncommand = ["{box.recorder("native")}"]\n{background}')
    subprocess.run([str(HOOKS), "fire", event, "--speak", agent.name, "--config", str(config), "--format", "json"],
                   input=payload.encode(), env=box.environment(), cwd=box.project, capture_output=True)
    got = box.recorded("native")
    return got[0].decode() if got else None


def plain(native):
    """Returns our form without the agent's own fields, as an embedder would fire it."""
    value = {k: v for k, v in native.items() if k in KNOWN}
    value["hook_event"] = {k: v for k, v in native["hook_event"].items() if k in EVENT_KNOWN}
    return value


def describe(result):
    return "; ".join(f"{k} {v}" for k, v in result.items() if v) or "identical"


def main(agent, _options):
    folder = SEEN / agent.name
    folder.mkdir(parents=True, exist_ok=True)
    found = record(agent)
    # Store the payloads without the paths of this machine, so that they can be used on any machine.
    root = str(Box(agent.name).root)
    (folder / "payloads.json").write_text(json.dumps({k: p.replace(root, BOX) for k, p in found.items()}, indent=1))
    lines = [f"# Payloads of {agent.title} {agent.version()}", ""]
    for key, payload in found.items():
        lines += [f"## {key}", "", *told(agent, key.split("/")[0], payload), ""]
    (folder / "payloads.md").write_text("\n".join(lines))
    print(f"{len(found)} payloads recorded; {folder}/payloads.md")


def told(agent, event, payload):
    box = Box(agent.name)
    agent.write(box, agent.recording(box))
    real = json.loads(payload)
    yield f"real: `{json.dumps(real)[:1500]}`"
    yield ""
    again, said = fired(agent, box, event, payload, agent.name)
    if event in again:
        yield "- passed on: " + describe(compare(real, json.loads(again[event])))
    else:
        yield f"- passed on: NOTHING reached the hook ({said.strip()[:300]}; got {list(again)})"
    native = native_of(agent, box, event, payload)
    if native is None:
        yield "- native: none"
        return
    given = json.dumps(plain(json.loads(native)))
    ours, said = fired(agent, box, event, given, "native")
    yield f"- native event given: `{given[:900]}`"
    if event in ours:
        yield "- from native: " + describe(compare(real, json.loads(ours[event])))
    else:
        yield f"- from native: NOTHING reached the hook ({said.strip()[:300]}; got {list(ours)})"
