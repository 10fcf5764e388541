"""Gemini CLI: cases where a difference is expected."""

import json

from kit.case import *  # noqa: F403

from .gemini import BLOCK, DENY, E, MODIFIED, TOOL, handlers, inner

CASES = [
    # time limits
    pre("timeout-text-short", f"{READ}; sleep 4; exit 2", handler={"timeout": "1000"}),
    pre("timeout-text-not-a-number", BLOCK, handler={"timeout": "soon"}),
    pre("timeout-zero", BLOCK, handler={"timeout": 0}),
    pre("timeout-negative", BLOCK, handler={"timeout": -5}),
    pre("timeout-null", BLOCK, handler={"timeout": None}),
    pre("timeout-true", BLOCK, handler={"timeout": True}),
    pre("timeout-after-block-stderr", f"{READ}; echo {REASON} >&2; sleep 4; exit 2", handler={"timeout": 1000}),
    # entries that cannot be used
    pre("command-missing", "", raw=lambda c: handlers({"type": "command"})),
    pre("command-missing-beside", BLOCK, raw=lambda c: handlers({"type": "command"}, {"type": "command", "command": c[0]})),
    pre("command-number-beside", BLOCK, raw=lambda c: handlers({"type": "command", "command": 7}, {"type": "command", "command": c[0]})),
    pre("type-unknown", BLOCK, raw=lambda c: handlers({"type": "script", "command": c[0]})),
    pre("type-missing", BLOCK, raw=lambda c: handlers({"command": c[0]})),
    pre("type-upper-case", BLOCK, raw=lambda c: handlers({"type": "Command", "command": c[0]})),
    pre("matcher-number", BLOCK, raw=lambda c: {"hooks": {E: [{"matcher": 7, "hooks": [{"type": "command", "command": c[0]}]}]}}),
    pre("env-number", BLOCK, handler={"env": {"A": 7}}),
    pre("name-number", BLOCK, handler={"name": 7}),
    pre("event-not-a-list", BLOCK, raw=lambda c: {"hooks": {E: {"hooks": [{"type": "command", "command": c[0]}]}}}),
    pre("claude-event-name", BLOCK, raw=lambda c: {"hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": c[0]}]}]}}),
    # matchers
    pre("mcp-double-pattern", BLOCK, matcher="mcp__memory__.*", turn="mcp"),
    pre("mcp-star", BLOCK, matcher="mcp_memory_*", turn="mcp"),
    pre("matcher-star", BLOCK, matcher="*"),
    pre("matcher-case-flag", BLOCK, matcher="(?i)RUN_SHELL"),
    pre("matcher-bash", BLOCK, matcher="Bash"),
    pre("matcher-shell-part", BLOCK, matcher="shell"),
    # answers
    pre("decision-upper-case", say({"decision": "DENY", "reason": REASON})),
    pre("decision-nested", say(inner(decision="deny", reason=REASON))),
    pre("permission-decision-top", say({"permissionDecision": "deny", "permissionDecisionReason": REASON})),
    pre("deny-reason-number", say({"decision": "deny", "reason": 7})),
    pre("deny-array", out(json.dumps([{"decision": "deny", "reason": REASON}]))),
    pre("quoted-deny", out(json.dumps(json.dumps({"decision": "deny", "reason": REASON})))),
    pre("exit3-json-allow", err("other", 3, stdout='{"decision":"allow"}')),
    pre("update-camel", say(inner(toolInput=MODIFIED))),
    pre("update-top", say({"tool_input": MODIFIED})),
    pre("update-allow", say({"decision": "allow", **inner(tool_input=MODIFIED)})),
    pre("continue-false", say({"continue": False, "stopReason": STOP})),
    pre("two-updates-parallel", say(inner(tool_input={"command": "true"})), say(inner(tool_input=MODIFIED))),
    pre("same-hook-twice", BLOCK, raw=lambda c: handlers({"type": "command", "command": c[0]}, {"type": "command", "command": c[0]})),
    # after a tool
    post("post-deny", say({"decision": "deny", "reason": REASON})),
    post("post-block", say({"decision": "block", "reason": REASON})),
    post("post-continue-false", say({"continue": False, "stopReason": STOP})),
    post("post-replace", say(inner("AfterTool", tool_response={"llmContent": REWRITTEN}))),
    # prompts, the end of a turn, the start of a session
    prompt("prompt-context", say(inner("BeforeAgent", additionalContext=CONTEXT))),
    prompt("prompt-ask", say({"decision": "ask", "reason": REASON})),
    prompt("prompt-exit3", err(REASON, 3)),
    prompt("prompt-timeout-text", BLOCK, handler={"timeout": "5000"}),
    stop("stop-context", say(inner("AfterAgent", additionalContext=CONTEXT))),
    start("start-deny", say({"decision": "deny", "reason": REASON})),
    start("start-continue-false", say({"continue": False, "stopReason": STOP})),
]
