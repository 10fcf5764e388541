"""Codex: `codex exec`, and its app server for cases with approvals."""

import json
import os

from ..models.server import Mock
from ..places import AGENTS
from ..process import execute
from . import codex_server
from .base import Agent
from .claude import Claude

# Codex offers apply_patch only to models that it knows.
MODEL = os.environ.get("CODEX_MODEL", "gpt-5.5")


class Codex(Agent):
    name, title, protocol = "codex", "Codex", "openai-responses"
    package = "@openai/codex"
    kinds = Claude.kinds
    natives = {k: v for k, v in Claude.natives.items() if k != "PostToolUseFailure"}
    recording_modes = [("", {}), ("approvals", {"approvals": True})]
    shows_notices = False

    def binary(self):
        return [AGENTS / "codex/node_modules/.bin/codex"]

    def hooks_path(self, box, where):
        return (box.project if where == "project" else box.home) / ".codex/hooks.json"

    def configure(self, box, url):
        folder = box.home / ".codex"
        folder.mkdir(exist_ok=True)
        (folder / "config.toml").write_text(f"""
model = "{MODEL}"
model_provider = "mock"
approval_policy = "never"
sandbox_mode = "danger-full-access"
check_for_update_on_startup = false
[analytics]
enabled = false
[features]
plugins = false
[projects."{box.project}"]
trust_level = "trusted"
[model_providers.mock]
name = "mock"
base_url = "{url}"
wire_api = "responses"
requires_openai_auth = false
supports_websockets = false
request_max_retries = 0
stream_max_retries = 0
""" + getattr(box, "codex_extra", ""))

    def modes_of(self, case):
        return [("", {"approvals": True})] if case.kind == "permission" else [("", {})]

    def run(self, box, turns, prompt="do it", trust="bypass", approvals=False, limit=90, args=(), env=None):
        mock = Mock(turns)
        self.configure(box, mock.url("/v1"))
        try:
            if approvals:
                return codex_server.run(self, box, mock)
            argv = self.binary() + ["exec", "--skip-git-repo-check"]
            if trust == "bypass":
                argv.append("--dangerously-bypass-hook-trust")
            variables = box.environment({"CODEX_HOME": box.home / ".codex", **(env or {})})
            return execute(argv + [*args, prompt], box, variables, mock, limit)
        finally:
            mock.close()

    def tool_results(self, run):
        items = run.bodies[-1]["input"] if run.bodies else []
        outputs = [i["output"] for i in items if i.get("type") in ("function_call_output", "custom_tool_call_output")]
        return [o if isinstance(o, str) else json.dumps(o) for o in outputs]

    def mcp(self, box, server):
        box.codex_extra = f'[mcp_servers.memory]\ncommand = "python3"\nargs = ["{server}", "{box.proofs}"]\n'
        return []

    def mcp_turn(self, args):
        return {"call": "write", "args": args, "namespace": "mcp__memory"}

    def write_turn(self, path, text):
        patch = f"*** Begin Patch\n*** Add File: {path}\n+{text}\n*** End Patch\n"
        return {"call": "apply_patch", "args": patch, "custom": True}
