"""Copilot CLI in `-p` mode, which refuses a tool if it would have to ask."""

import json

from ..models.server import Mock
from ..places import AGENTS
from ..process import execute
from .base import Agent, lines_of_json, texts


class Copilot(Agent):
    name, title, protocol = "copilot", "Copilot CLI", "openai-chat"
    package = "@github/copilot"
    modes = [("allowed", {"allowed": True}), ("not-allowed", {"allowed": False})]
    kinds = {"pre": "preToolUse", "post": "postToolUse", "failure": "postToolUseFailure", "prompt": "userPromptSubmitted",
             "stop": "agentStop", "start": "sessionStart", "permission": "permissionRequest"}
    natives = {"preToolUse": "pre_tool_use", "postToolUse": "post_tool_use", "postToolUseFailure": "post_tool_use_failure",
               "userPromptSubmitted": "user_prompt_submit", "agentStop": "stop", "sessionStart": "session_start",
               "sessionEnd": "session_end", "permissionRequest": "permission_request",
               "userPromptTransformed": "userPromptTransformed", "PreToolUse": "pre_tool_use", "PostToolUse": "post_tool_use",
               "PostToolUseFailure": "post_tool_use_failure", "UserPromptSubmit": "user_prompt_submit", "Stop": "stop",
               "SessionStart": "session_start", "SessionEnd": "session_end", "PermissionRequest": "permission_request"}

    def binary(self):
        return [AGENTS / "copilot/node_modules/@github/copilot-linux-x64/copilot"]

    def hooks_path(self, box, where):
        return box.project / ".github/hooks/test.json" if where == "project" else box.home / ".copilot/hooks/test.json"

    def config_of(self, case, commands):
        matcher = {"matcher": case.matcher} if case.matcher is not None else {}
        entries = [{"type": "command", "bash": c, **matcher, **case.group, **case.handler} for c in commands]
        return {"version": 1, "hooks": {self.event_of(case): entries}}

    def recording(self, box):
        return {"version": 1, "hooks": {e: [{"type": "command", "bash": str(box.recorder(e))}] for e in self.all_events}}

    def run(self, box, turns, prompt="do it", allowed=True, trust=True, limit=90, args=(), env=None):
        mock = Mock(turns)
        argv = self.binary() + ["--no-color", "--output-format", "json"]
        if allowed:
            argv.append("--allow-all-tools")
        if trust:
            argv.append("--trust-folder")
        variables = box.environment({
            "COPILOT_OFFLINE": "true", "COPILOT_PROVIDER_BASE_URL": mock.url("/v1"), "COPILOT_PROVIDER_API_KEY": "dummy",
            "COPILOT_MODEL": "claude-sonnet-4.5", "COPILOT_AUTO_UPDATE": "false", **(env or {})})
        try:
            return execute(argv + [*args, "-p", prompt], box, variables, mock, limit)
        finally:
            mock.close()

    def asked(self, run):
        return any("unable to ask user" in r for r in self.tool_results(run))

    def silent(self, run):
        return any("no interactive user response" in r for r in self.tool_results(run))

    def same(self, theirs, ours):
        # No person can answer in this mode, so it is unknown what would run after a yes.
        return theirs == ours.replace("ask+modify", "ask")

    def hook_lines(self, run):
        told = [v for v in lines_of_json(run.out) if v.get("type") in ("session.warning", "session.error")]
        return [json.dumps(v.get("data"))[:300] for v in told] + super().hook_lines(run)

    def tool_results(self, run):
        messages = run.bodies[-1]["messages"] if run.bodies else []
        return [texts(m["content"]) for m in messages if m["role"] == "tool"]

    def mcp(self, box, server):
        memory = {"type": "local", "command": "python3", "args": [str(server), str(box.proofs)], "tools": ["*"]}
        return ["--additional-mcp-config", json.dumps({"mcpServers": {"memory": memory}})]

    def mcp_turn(self, args):
        return {"call": "memory-write", "args": args}

    def write_turn(self, path, text):
        return {"call": "create", "args": {"path": str(path), "file_text": text}}
