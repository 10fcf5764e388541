"""Shows what each agent asks before it runs the bridge, and what `hooks bridge install` says about it."""

import json
import shutil
import subprocess

from .agents.codex_server import Server
from .box import Box
from .places import HOOKS
from .words import REASON


def hooks_bridge(agent, box, command, *more, program=HOOKS):
    env = box.environment({"CODEX_HOME": box.home / ".codex"} if agent.name == "codex" else {})
    done = subprocess.run([str(program), "bridge", command, "--for", agent.name, *more], env=env, cwd=box.project,
                          capture_output=True, text=True)
    print(f"$ hooks bridge {command} --for {agent.name} {' '.join(more[:1])}: {(done.stdout + done.stderr).strip()!r}")


def installed(agent, where, program=HOOKS, box=None):
    """Makes a box with a guard that blocks every tool, and the bridge in the user's or the project's configuration."""
    if box is None:
        box = Box(agent.name)
        folder = box.home / ".config/agent-hooks"
        folder.mkdir(parents=True)
        script = box.script("guard.sh", f"cat >/dev/null; echo {REASON} >&2; exit 2")
        (folder / "hooks.toml").write_text(f'[[hooks.pre_tool_use]]\ncommand = ["{script}"]\n')
    place = ["--project", str(box.project)] if where == "project" else []
    hooks_bridge(agent, box, "install", *place, program=program)
    return box


def tried(agent, box, label, **arguments):
    for file in box.proofs.iterdir():
        file.unlink()
    run = agent.run(box, [{"tool": "shell", "command": box.command("original")}, {"text": "done"}], limit=40, **arguments)
    what = "the command RAN" if box.proof("original") else "blocked" if run.model_saw(REASON) else f"nothing ran, rc {run.rc}"
    said = [line[:160] for line in run.err.splitlines() if "trust" in line.lower() or "hook" in line.lower()]
    print(f"   {label}: {what}; said {said[:3]}")


def codex(agent):
    box = installed(agent, "user")
    tried(agent, box, "exec, never trusted", trust="none")
    agent.configure(box, "http://127.0.0.1:1")
    server = Server(agent, box)
    server.trust()
    server.close()
    text = (box.home / ".codex/config.toml").read_text()
    box.codex_extra = "\n" + text[text.index("[hooks"):]
    tried(agent, box, "exec, trusted", trust="none")
    other = box.root / "elsewhere"
    other.mkdir()
    shutil.copy(HOOKS, other / "hooks")
    installed(agent, "user", other / "hooks", box)
    tried(agent, box, "exec, installed again from another place", trust="none")


def gemini(agent):
    for where in ("user", "project"):
        box = installed(agent, where)
        tried(agent, box, f"{where}, folder trusted")
        for label, args, env in (("--skip-trust", ["--skip-trust"], {}), ("not trusted", [], {}),
                                 ("GEMINI_CLI_TRUST_WORKSPACE", [], {"GEMINI_CLI_TRUST_WORKSPACE": "true"})):
            box = installed(agent, where)
            box.untrusted = True
            tried(agent, box, f"{where}, {label}", args=args, env=env)


def copilot(agent):
    for where in ("user", "project"):
        for trust in (True, False):
            box = installed(agent, where)
            tried(agent, box, f"{where}, -p {'--trust-folder' if trust else 'without --trust-folder'}", trust=trust)


def claude(agent):
    for where in ("user", "project"):
        tried(agent, installed(agent, where), f"{where}, -p")


def main(agent, _options):
    {"claude": claude, "codex": codex, "gemini": gemini, "copilot": copilot}[agent.name](agent)
    box = Box(agent.name)
    for command in ("install", "install", "uninstall", "uninstall"):
        hooks_bridge(agent, box, command)
    print("   left behind:", json.dumps([str(f.relative_to(box.home)) for f in box.home.rglob("*") if f.is_file()]))
