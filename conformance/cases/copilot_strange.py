"""Copilot CLI: behaviour that no documentation describes."""

from kit.case import *  # noqa: F403

from .copilot import BLOCK, DENY, MODIFIED, decide, inner
from .strange import of_agent

UPDATE = say({"modifiedArgs": MODIFIED})
OTHER = say({"modifiedArgs": {"command": "true", "description": "other"}})
PASCAL = "PreToolUse"

CASES = [
    *of_agent(decide("deny"), "bash"),
    # several hooks
    pre("update-first-is-slow", "sleep 1; " + OTHER, UPDATE),
    pre("update-last", OTHER, UPDATE),
    pre("update-and-failure-first", err("", 1), UPDATE),
    pre("garbage-and-deny", out("{bad"), DENY),
    pre("deny-then-update", DENY, UPDATE),
    pre("allow-context-deny", say(decide("allow")), say({"additionalContext": CONTEXT}), DENY),
    pre("pascal-update-then-deny", say(inner(updatedInput=MODIFIED)), say(inner(permissionDecision="deny", permissionDecisionReason=REASON)),
        event=PASCAL),
    # answers
    pre("inner-list", say({"hookSpecificOutput": [inner(permissionDecision="deny")["hookSpecificOutput"]]})),
    pre("inner-null-deny", say({"hookSpecificOutput": None, **decide("deny")})),
    pre("deny-no-reason", say({"permissionDecision": "deny"})),
    pre("deny-upper-case", say(decide("DENY"))),
    pre("deny-reason-number", say({"permissionDecision": "deny", "permissionDecisionReason": 7})),
    pre("ask", say(decide("ask"))),
    pre("interrupt-deny", say({**decide("deny"), "interrupt": True})),
    pre("timeout-then-exit2", f"trap 'echo {REASON} >&2; exit 2' TERM; {READ}; sleep 4 & wait", handler={"timeoutSec": 1}),
    pre("mcp-any-server", BLOCK, matcher=".*-write", turn="mcp"),
    pre("mcp-other-server", BLOCK, matcher="mem-.*", turn="mcp"),
    pre("pascal-matcher-lower", BLOCK, event=PASCAL, matcher="bash"),
    pre("pascal-exit3", err(REASON, 3), event=PASCAL),
    prompt("prompt-exit2-json", err(REASON, 2, stdout="{}")),
    prompt("prompt-inner-block", say(inner("UserPromptSubmit", decision="block", reason=REASON))),
    prompt("prompt-exit3", err(REASON, 3)),
    prompt("prompt-modified-number", say({"modifiedPrompt": 7})),
    prompt("prompt-modified-empty", say({"modifiedPrompt": ""})),
    prompt("prompt-modified-and-block", say({"modifiedPrompt": REWRITTEN, "decision": "block", "reason": REASON})),
    prompt("prompt-two-modified", say({"modifiedPrompt": "first"}), say({"modifiedPrompt": REWRITTEN})),
    stop("stop-inner-block", say(inner("Stop", decision="block", reason=REASON))),
    stop("stop-exit3", err(REASON, 3)),
    post("post-exit3", err(REASON, 3)),
    post("post-inner-block", say(inner("PostToolUse", decision="block", reason=REASON))),
    permission("permission-exit3", err(REASON, 3)),
    permission("permission-two", say({"behavior": "allow"}), say({"behavior": "deny", "message": REASON})),
]
