"""A case: scripts of hooks, and the configuration that names them."""

import json
from dataclasses import dataclass, field

from .words import CONTEXT, NOTICE, REASON, REWRITTEN, STOP  # noqa: F401

READ = "cat >/dev/null"


@dataclass
class Case:
    name: str
    # pre, post, failure, prompt, stop, start, permission
    kind: str
    # The texts of one or several bash scripts.
    scripts: list
    # None means no matcher key.
    matcher: object = None
    # Keys of the handler and of the group. They are added to the usual keys, or replace them.
    handler: dict = field(default_factory=dict)
    group: dict = field(default_factory=dict)
    # What the model calls: shell, mcp, write, fail; ignored for prompt, stop, start.
    turn: str = "shell"
    # A function that replaces the usual configuration: it gets the commands and returns an object or a text.
    raw: object = None
    # The event's key in the configuration. None means the usual key for the kind.
    event: str = None


def quote(text):
    return "'" + text.replace("'", "'\\''") + "'"


def out(text, end="\n", code=0):
    """Returns a script that reads its payload and prints exactly this."""
    tail = f"; exit {code}" if code else ""
    return f"{READ}; printf '%s' {quote(text + end)}{tail}"


def say(value, code=0):
    return out(json.dumps(value), code=code)


def err(text, code, stdout=None):
    before = f"printf '%s\\n' {quote(stdout)}; " if stdout is not None else ""
    after = f"printf '%s\\n' {quote(text)} >&2; " if text else ""
    return f"{READ}; {before}{after}exit {code}"


def of(kind):
    def make(name, *scripts, **more):
        return Case(name, kind, list(scripts), **more)

    return make


pre, post, failure = of("pre"), of("post"), of("failure")
prompt, stop, start, permission = of("prompt"), of("stop"), of("start"), of("permission")
