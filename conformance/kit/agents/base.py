"""The interface of an agent's driver, and the parts that several drivers share."""

import json
import os
import subprocess
import tempfile


class Agent:
    """One agent: how a run is set up, and how its output is read."""

    name = title = protocol = ""
    # The agent's key in its configuration for each kind of case.
    kinds = {}
    # Our name of each event of the agent, as a hooks.toml spells it.
    natives = {}
    # Modes of one case: a label and the keyword arguments of `run`.
    modes = [("", {})]
    recording_modes = [("", {})]
    # Modes of a scenario that asks; empty means all modes.
    asking_modes = ()
    # Whether a headless run prints notices and the reason of a blocked prompt.
    shows_notices = True

    @property
    def all_events(self):
        return list(self.natives)

    def modes_of(self, case):
        """Returns the modes of a case. Cases before a tool run with and without permission for the tool, to tell a grant from silence."""
        if len(self.modes) < 2 or case.kind == "pre":
            return self.modes
        return self.modes[1:] if case.kind == "permission" else self.modes[:1]

    def event_of(self, case):
        return case.event or self.kinds[case.kind]

    def event_fired(self, case):
        """Returns the event that happens. A case may configure a different event."""
        return case.event if case.event in self.natives else self.kinds[case.kind]

    def config_of(self, case, commands):
        handlers = [{"type": "command", "command": c, **case.handler} for c in commands]
        group = {**({"matcher": case.matcher} if case.matcher is not None else {}), **case.group, "hooks": handlers}
        return {"hooks": {self.event_of(case): [group]}}

    def recording(self, box):
        """Returns a configuration that records every event."""
        return {"hooks": {e: [{"hooks": [{"type": "command", "command": str(box.recorder(e))}]}] for e in self.all_events}}

    def write(self, box, config, where="project"):
        """Writes native hooks; `config` is an object or a text."""
        path = self.hooks_path(box, where)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(config if isinstance(config, str) else json.dumps(config, indent=1))
        return path

    def before(self, box, case):
        """Prepares everything that one case needs besides hooks."""

    def tool_results(self, run):
        """Returns the texts of tool results in the last request of the conversation."""
        return []

    def shown(self, run):
        """Returns everything that the user can read."""
        return run.out + run.err

    def hook_lines(self, run):
        """Returns the lines that the agent itself prints about hooks."""
        return [line[:300] for line in run.err.splitlines() if "hook" in line.lower()]

    def asked(self, run):
        return bool(run.asked)

    def silent(self, run):
        """Returns whether no hook decided about a permission, so the user must decide."""
        return bool(run.asked)

    def same(self, theirs, ours):
        return theirs == ours

    def version(self):
        command = [str(a) for a in self.binary()] + ["--version"]
        with tempfile.TemporaryDirectory() as home:
            env = {"HOME": home, "PATH": os.environ["PATH"]}
            done = subprocess.run(command, env=env, capture_output=True, text=True)
        lines = (done.stdout.strip() or done.stderr.strip()).splitlines()
        return next(word for word in lines[-1 if self.name == "codex" else 0].split() if word[0].isdigit()).rstrip(".,")


def lines_of_json(text):
    for line in text.splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            pass


def texts(content):
    """Returns the text of a tool result, which is a string or a list of parts."""
    return content if isinstance(content, str) else "\n".join(c.get("text", "") for c in content)
