"""A fresh home and project for one run of an agent."""

import os
import shutil

from .places import WORK


class Box:
    """The folders of one run. Their paths are the same for every run of an agent, so that recorded payloads stay valid."""

    def __init__(self, agent):
        self.root = WORK / agent
        shutil.rmtree(self.root, ignore_errors=True)
        self.home, self.project = self.root / "home", self.root / "project"
        self.scripts, self.proofs, self.seen = self.root / "scripts", self.root / "proofs", self.root / "seen"
        for folder in (self.home, self.project, self.scripts, self.proofs, self.seen):
            folder.mkdir(parents=True)

    def script(self, name, body):
        path = self.scripts / name
        path.write_text("#!/bin/bash\n" + body + "\n")
        path.chmod(0o755)
        return path

    def recorder(self, name):
        """Writes a hook that stores each payload and prints nothing."""
        return self.script(f"record-{name}", f'cat > "$(mktemp {self.seen}/{name}.XXXXXX)"')

    def recorded(self, name):
        files = sorted(self.seen.glob(f"{name}.*"), key=lambda f: f.stat().st_mtime)
        return [f.read_bytes() for f in files]

    def proof(self, name):
        return (self.proofs / name).exists()

    def command(self, name):
        """Returns a shell command that leaves a proof when it runs."""
        return f"echo {name} >> {self.proofs}/{name}"

    def fill(self, text):
        """Fills the paths of this box into the text of a script."""
        return (text.replace("@MODIFIED@", self.command("modified")).replace("@PROOFS@", str(self.proofs))
                .replace("@PROJECT@", str(self.project)))

    def environment(self, extra=()):
        variables = {"HOME": str(self.home), "PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8",
                     "NO_COLOR": "1"}
        variables.update({k: str(v) for k, v in dict(extra).items()})
        return variables
