"""Claude Code, over its SDK protocol: the only headless way to see its questions."""

import json
import threading

from ..models.server import Mock
from ..places import AGENTS
from ..process import execute
from .base import Agent, lines_of_json, texts


class Claude(Agent):
    name, title, protocol = "claude", "Claude Code", "anthropic"
    package = "@anthropic-ai/claude-code-linux-x64"
    modes = recording_modes = [("allowed", {"allowed": True}), ("not-allowed", {"allowed": False})]
    kinds = {"pre": "PreToolUse", "post": "PostToolUse", "failure": "PostToolUseFailure", "prompt": "UserPromptSubmit",
             "stop": "Stop", "start": "SessionStart", "permission": "PermissionRequest"}
    natives = {"PreToolUse": "pre_tool_use", "PostToolUse": "post_tool_use", "PostToolUseFailure": "post_tool_use_failure",
               "UserPromptSubmit": "user_prompt_submit", "Stop": "stop", "SessionStart": "session_start",
               "SessionEnd": "session_end", "PermissionRequest": "permission_request"}

    def binary(self):
        return [AGENTS / f"claude/node_modules/{self.package}/claude"]

    def hooks_path(self, box, where):
        return (box.project if where == "project" else box.home) / ".claude/settings.json"

    def run(self, box, turns, prompt="do it", allowed=True, answer="allow", limit=90, args=(), env=None):
        mock = Mock(turns)
        argv = self.binary() + [
            "-p", "--verbose", "--output-format", "stream-json", "--input-format", "stream-json",
            "--permission-prompt-tool", "stdio", "--include-hook-events", "--model", "claude-sonnet-4-5"]
        if allowed:
            argv += ["--allowedTools", "Bash,Write,Edit,mcp__memory__write"]
        argv += list(args)
        variables = box.environment({
            "ANTHROPIC_BASE_URL": mock.url(), "ANTHROPIC_API_KEY": "dummy", "DISABLE_AUTOUPDATER": 1,
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": 1, "DISABLE_TELEMETRY": 1, **(env or {})})
        try:
            return execute(argv, box, variables, mock, limit, lambda *talk: converse(*talk, prompt, answer))
        finally:
            mock.close()

    def shown(self, run):
        hidden = ("hook_response", "hook_started", "hook_progress")
        keep = [v for v in lines_of_json(run.out) if v.get("subtype") not in hidden]
        return json.dumps(keep, ensure_ascii=False) + run.err

    def hook_lines(self, run):
        values = list(lines_of_json(run.out))
        ended = [{k: v.get(k) for k in ("hook_event", "exit_code", "outcome")} for v in values
                 if v.get("subtype") == "hook_response"]
        return ended + [v["content"][:200] for v in values if v.get("subtype") == "informational"]

    def silent(self, run):
        # If a hook answers, Claude Code withdraws its own question.
        return bool(run.asked) and not any(v.get("type") == "control_cancel_request" for v in lines_of_json(run.out))

    def tool_results(self, run):
        messages = run.bodies[-1]["messages"] if run.bodies else []
        blocks = [b for m in messages if isinstance(m["content"], list) for b in m["content"]]
        return [texts(b["content"]) for b in blocks if b.get("type") == "tool_result"]

    def mcp(self, box, server):
        path = box.project / ".mcp.json"
        path.write_text(json.dumps({"mcpServers": {"memory": {"command": "python3", "args": [str(server), str(box.proofs)]}}}))
        return ["--mcp-config", str(path)]

    def mcp_turn(self, args):
        return {"call": "mcp__memory__write", "args": args}

    def write_turn(self, path, text):
        return {"call": "Write", "args": {"file_path": str(path), "content": text}}


def converse(process, asked, prompt, answer):
    """Sends the prompt, answers every question, and returns the agent's output."""

    def send(value):
        try:
            process.stdin.write(json.dumps(value) + "\n")
            process.stdin.flush()
        except (BrokenPipeError, ValueError):
            pass

    send({"type": "user", "message": {"role": "user", "content": prompt}})
    lines = []
    for line in process.stdout:
        lines.append(line)
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if value.get("type") == "control_request":
            request = value["request"]
            asked.append(request)
            if answer == "allow":
                reply = {"behavior": "allow", "updatedInput": request.get("input")}
            else:
                reply = {"behavior": "deny", "message": "the user said no"}
            response = {"subtype": "success", "request_id": value["request_id"], "response": reply}
            # Answer late, as a person would, so that a PermissionRequest hook can answer first.
            threading.Timer(1.0, send, [{"type": "control_response", "response": response}]).start()
        if value.get("type") == "result":
            process.stdin.close()
    return "".join(lines)
