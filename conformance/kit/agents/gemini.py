"""Gemini CLI, headless with `--yolo`. It hangs on a question without a terminal."""

import json

from ..models.server import Mock
from ..places import AGENTS
from ..process import at_terminal, execute
from .base import Agent


class Gemini(Agent):
    name, title, protocol = "gemini", "Gemini CLI", "gemini"
    package = "@google/gemini-cli"
    kinds = {"pre": "BeforeTool", "post": "AfterTool", "prompt": "BeforeAgent", "stop": "AfterAgent", "start": "SessionStart"}
    natives = {"BeforeTool": "pre_tool_use", "AfterTool": "post_tool_use", "BeforeAgent": "user_prompt_submit",
               "AfterAgent": "stop", "SessionStart": "session_start", "SessionEnd": "session_end", "PreCompress": "pre_compact",
               "Notification": "notification", "BeforeModel": "BeforeModel", "AfterModel": "AfterModel",
               "BeforeToolSelection": "BeforeToolSelection"}
    # A question waits forever at a terminal too.
    asking_modes = [("", {}), ("terminal", {"terminal": True})]

    def binary(self):
        return ["node", AGENTS / "gemini/node_modules/@google/gemini-cli/bundle/gemini.js"]

    def hooks_path(self, box, where):
        return (box.project if where == "project" else box.home) / ".gemini/settings.json"

    def settings(self, box, **more):
        """Adds keys to the user's settings, which might already hold the bridge."""
        path = box.home / ".gemini/settings.json"
        path.parent.mkdir(exist_ok=True)
        old = json.loads(path.read_text()) if path.exists() else {}
        old.update(more)
        path.write_text(json.dumps(old, indent=1))

    def prepare(self, box):
        self.settings(
            box, security={"auth": {"selectedType": "gemini-api-key"}}, privacy={"usageStatisticsEnabled": False},
            general={"enableAutoUpdate": False, "disableAutoUpdate": True}, telemetry={"enabled": False})
        # `--skip-trust` lets only the user's own hooks run, not the project's.
        if not getattr(box, "untrusted", False):
            trusted = box.home / ".gemini/trustedFolders.json"
            trusted.write_text(json.dumps({str(box.project): "TRUST_FOLDER"}))

    def run(self, box, turns, prompt="do it", yolo=True, limit=90, args=(), env=None, terminal=False):
        mock = Mock(turns)
        self.prepare(box)
        argv = self.binary() + (["--yolo"] if yolo else [])
        argv += ["-m", "gemini-2.5-pro", "-o", "stream-json", *args, "-p", prompt]
        if terminal:
            argv = at_terminal(argv)
        variables = box.environment({"GOOGLE_GEMINI_BASE_URL": mock.url(), "GEMINI_API_KEY": "dummy", **(env or {})})
        try:
            return execute(argv, box, variables, mock, limit)
        finally:
            mock.close()

    def tool_results(self, run):
        messages = run.bodies[-1]["contents"] if run.bodies else []
        parts = [p for m in messages for p in m.get("parts") or [] if "functionResponse" in p]
        responses = [p["functionResponse"]["response"] for p in parts]
        return [r.get("output") or r.get("error") or json.dumps(r) for r in responses]

    def mcp(self, box, server):
        memory = {"command": "python3", "args": [str(server), str(box.proofs)], "trust": True}
        self.settings(box, mcpServers={"memory": memory})
        return []

    def mcp_turn(self, args):
        return {"call": "mcp_memory_write", "args": args}

    def write_turn(self, path, text):
        return {"call": "write_file", "args": {"file_path": str(path), "content": text}}
