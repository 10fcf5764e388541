"""Claude Code: behaviour that no documentation describes."""

from kit.case import *  # noqa: F403

from .claude import BLOCK, DENY, MODIFIED, decide, inner
from .strange import of_agent

UPDATE = say(inner(updatedInput=MODIFIED))
OTHER = say(inner(updatedInput={"command": "true", "description": "other"}))

CASES = [
    *of_agent(decide("deny"), "Bash"),
    # several hooks
    pre("update-first-ends-last", "sleep 1; " + UPDATE, OTHER),
    pre("update-last-ends-last", OTHER, "sleep 1; " + UPDATE),
    pre("update-and-context", UPDATE, say(inner(additionalContext=CONTEXT))),
    pre("update-and-failure", UPDATE, err("", 1)),
    pre("allow-context-deny", say(decide("allow")), say(inner(additionalContext=CONTEXT)), DENY),
    pre("garbage-and-deny", out("{bad"), DENY),
    pre("ask-and-update", say(decide("ask")), UPDATE),
    # answers
    pre("inner-list", say({"hookSpecificOutput": [decide("deny")["hookSpecificOutput"]]})),
    pre("inner-null-legacy-block", say({"hookSpecificOutput": None, "decision": "block", "reason": REASON})),
    pre("inner-of-prompt-legacy-block", say({"decision": "block", "reason": REASON, **inner("UserPromptSubmit", additionalContext="c")})),
    pre("inner-text", say({"hookSpecificOutput": "deny"})),
    pre("continue-null-deny", say({"continue": None, **decide("deny")})),
    pre("timeout-then-exit2", f"trap 'echo {REASON} >&2; exit 2' TERM; {READ}; sleep 4 & wait", handler={"timeout": 1}),
    pre("async-key-deny", DENY, handler={"async": True}),
    pre("once-key", BLOCK, handler={"once": True}),
    pre("mcp-any-server", BLOCK, matcher="mcp__.*__write", turn="mcp"),
    pre("mcp-other-server", BLOCK, matcher="mcp__mem__.*", turn="mcp"),
    prompt("prompt-exit2-json", err(REASON, 2, stdout="{}")),
    prompt("prompt-updated", say(inner("UserPromptSubmit", updatedPrompt=REWRITTEN))),
    prompt("prompt-block-inner", say(inner("UserPromptSubmit", decision="block", reason=REASON))),
    prompt("prompt-large-context", say(inner("UserPromptSubmit", additionalContext=CONTEXT + "x" * 50_000))),
    prompt("prompt-exit3", err(REASON, 3)),
    stop("stop-inner-block", say(inner("Stop", decision="block", reason=REASON))),
    stop("stop-exit3", err(REASON, 3)),
    start("start-matcher-startup", say(inner("SessionStart", additionalContext=CONTEXT)), matcher="startup"),
    start("start-matcher-resume", say(inner("SessionStart", additionalContext=CONTEXT)), matcher="resume"),
    start("start-matcher-part", say(inner("SessionStart", additionalContext=CONTEXT)), matcher="start"),
    post("post-two-replace", "sleep 1; " + say(inner("PostToolUse", updatedToolOutput=REWRITTEN)), BLOCK),
    post("post-inner-block", say(inner("PostToolUse", decision="block", reason=REASON))),
    post("post-exit3", err(REASON, 3)),
]
