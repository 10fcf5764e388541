"""Gemini CLI: behaviour that no documentation describes."""

from kit.case import *  # noqa: F403

from .gemini import BLOCK, DENY, MODIFIED, TOOL, inner
from .strange import of_agent

UPDATE = say(inner(tool_input=MODIFIED))
OTHER = say(inner(tool_input={"command": "true"}))

CASES = [
    *of_agent({"decision": "deny", "reason": REASON}, TOOL),
    # several hooks
    pre("update-first-ends-last", "sleep 1; " + OTHER, UPDATE),
    pre("update-last-ends-last", OTHER, "sleep 1; " + UPDATE),
    pre("update-and-failure", UPDATE, err("", 1)),
    pre("garbage-and-deny", out("{bad"), DENY),
    pre("deny-ends-first", DENY, "sleep 1; " + UPDATE),
    pre("allow-context-deny", say({"decision": "allow"}), say(inner(additionalContext=CONTEXT)), DENY),
    # answers
    pre("inner-list-deny", say({"decision": "deny", "reason": REASON, "hookSpecificOutput": []})),
    pre("inner-null-deny", say({"decision": "deny", "reason": REASON, "hookSpecificOutput": None})),
    pre("inner-of-other-event-update", say(inner("AfterTool", tool_input=MODIFIED))),
    pre("continue-null-deny", say({"continue": None, "decision": "deny", "reason": REASON})),
    pre("timeout-then-exit2", f"trap 'echo {REASON} >&2; exit 2' TERM; {READ}; sleep 4 & wait", handler={"timeout": 1000}),
    pre("mcp-any-server", BLOCK, matcher="mcp_.*_write", turn="mcp"),
    pre("mcp-other-server", BLOCK, matcher="mcp_mem_.*", turn="mcp"),
    prompt("prompt-exit2-json", err(REASON, 2, stdout="{}")),
    prompt("prompt-block", say({"decision": "block", "reason": REASON})),
    prompt("prompt-inner-block", say(inner("BeforeAgent", decision="block", reason=REASON))),
    prompt("prompt-exit1-json-deny", say({"decision": "deny", "reason": REASON}, code=1)),
    stop("stop-inner-block", say(inner("AfterAgent", decision="block", reason=REASON))),
    stop("stop-exit3", err(REASON, 3)),
    start("start-matcher-startup", say(inner("SessionStart", additionalContext=CONTEXT)), matcher="startup"),
    start("start-matcher-resume", say(inner("SessionStart", additionalContext=CONTEXT)), matcher="resume"),
    post("post-inner-deny", say(inner("AfterTool", decision="deny", reason=REASON))),
    post("post-exit3", err(REASON, 3)),
]
