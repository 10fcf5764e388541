"""Copilot CLI: cases where a difference is expected."""

import json

from kit.case import *  # noqa: F403

from .copilot import BLOCK, DENY, MODIFIED, c1, decide, entries, inner

PASCAL = "PreToolUse"


def inside(word, **more):
    return inner(permissionDecision=word, permissionDecisionReason=REASON, **more)


CASES = [
    # inside `hookSpecificOutput`, under both keys
    pre("inner-deny", say(inside("deny"))),
    pre("inner-ask", say(inside("ask"))),
    pre("inner-context", say(inner(additionalContext=CONTEXT))),
    pre("pascal-inner-deny", say(inside("deny")), event=PASCAL),
    pre("pascal-inner-ask", say(inside("ask")), event=PASCAL),
    pre("pascal-inner-ask-update", say(inside("ask", updatedInput=MODIFIED)), event=PASCAL),
    pre("pascal-inner-update", say(inner(updatedInput=MODIFIED)), event=PASCAL),
    pre("pascal-inner-modified-args", say(inner(modifiedArgs=MODIFIED)), event=PASCAL),
    pre("pascal-inner-context", say(inner(additionalContext=CONTEXT)), event=PASCAL),
    pre("pascal-inner-no-name", say({"hookSpecificOutput": {"permissionDecision": "deny", "permissionDecisionReason": REASON}}), event=PASCAL),
    pre("pascal-inner-wrong-name", say(inner("PostToolUse", permissionDecision="deny", permissionDecisionReason=REASON)), event=PASCAL),
    pre("pascal-inner-unknown-word", say(inside("maybe")), event=PASCAL),
    pre("pascal-top-deny", say(decide("deny")), event=PASCAL),
    pre("pascal-top-allow", say(decide("allow")), event=PASCAL),
    pre("pascal-top-updated-input", say({"updatedInput": MODIFIED}), event=PASCAL),
    pre("pascal-top-modified-args", say({"modifiedArgs": MODIFIED}), event=PASCAL),
    pre("pascal-top-context", say({"additionalContext": CONTEXT}), event=PASCAL),
    pre("pascal-top-deny-inner-allow", say({**decide("deny"), **inside("allow")}), event=PASCAL),
    pre("pascal-top-allow-inner-deny", say({**decide("allow"), **inside("deny")}), event=PASCAL),
    pre("pascal-decision-block", say({"decision": "block", "reason": REASON}), event=PASCAL),
    pre("pascal-decision-deny", say({"decision": "deny", "reason": REASON}), event=PASCAL),
    # entries that cannot be used
    pre("entry-powershell-only", "", raw=lambda c: entries({"type": "command", "powershell": c[0]})),
    pre("entry-powershell-only-other-matcher", "", raw=lambda c: entries({"type": "command", "powershell": c[0], "matcher": "create"})),
    pre("entry-without-command", "", raw=lambda c: entries({"type": "command"})),
    pre("entry-blank-command", "", raw=lambda c: entries({"type": "command", "bash": "  "})),
    pre("entry-unknown-type", BLOCK, raw=lambda c: entries({"type": "script", "bash": c[0]})),
    pre("entry-without-type", BLOCK, raw=lambda c: entries({"bash": c[0]})),
    pre("entry-matcher-number", BLOCK, raw=lambda c: entries(c1(c, matcher=7))),
    pre("entry-timeout-zero", BLOCK, raw=lambda c: entries(c1(c, timeoutSec=0))),
    pre("entry-exec", BLOCK, raw=lambda c: entries({"type": "command", "exec": c[0]})),
    pre("entry-command-key", BLOCK, raw=lambda c: entries({"type": "command", "command": c[0]})),
    pre("entry-broken-beside", BLOCK, raw=lambda c: entries({"type": "command"}, c1(c))),
    pre("group-of-claude", BLOCK, raw=lambda c: {"hooks": {PASCAL: [{"matcher": "Bash", "hooks": [{"type": "command", "command": c[0]}]}]}}),
    pre("file-version-2", BLOCK, raw=lambda c: {"version": 2, "hooks": {"preToolUse": [c1(c)]}}),
    pre("file-disabled", BLOCK, raw=lambda c: {"version": 1, "disableAllHooks": True, "hooks": {"preToolUse": [c1(c)]}}),
    # MCP names
    pre("mcp-native-name", DENY, matcher="mcp__memory__write", turn="mcp"),
    pre("pascal-mcp-native-name", BLOCK, event=PASCAL, matcher="mcp__memory__write", turn="mcp"),
    pre("pascal-mcp-native-pattern", BLOCK, event=PASCAL, matcher="mcp__memory__.*", turn="mcp"),
    # chains of rewrites
    pre("update-then-deny", say({"modifiedArgs": MODIFIED}), DENY),
    pre("update-twice", say({"modifiedArgs": {"command": "XYZZY", "description": "d"}}), say({"modifiedArgs": MODIFIED})),
    pre("update-then-fails", say({"modifiedArgs": MODIFIED}), err("", 1)),
    pre("pascal-update-then-reads", say(inner(updatedInput={"command": "XYZZY", "description": "d"})),
        f'case "$(cat)" in *XYZZY*) echo {REASON} >&2; exit 2;; esac', event=PASCAL),
    # after a tool
    post("post-block-no-reason", say({"decision": "block"})),
    post("post-deny", say({"decision": "deny", "reason": REASON})),
    post("post-context", say({"additionalContext": CONTEXT})),
    post("pascal-post-inner-context", say(inner("PostToolUse", additionalContext=CONTEXT)), event="PostToolUse"),
    post("post-block-context", say({"decision": "block", "reason": REASON, "additionalContext": CONTEXT})),
    failure("failure-block", say({"decision": "block", "reason": REASON}), turn="fail"),
    # prompts
    prompt("prompt-block", say({"decision": "block", "reason": REASON})),
    prompt("prompt-block-no-reason", say({"decision": "block"})),
    prompt("prompt-context", say({"additionalContext": CONTEXT})),
    prompt("pascal-prompt-modified", say({"modifiedPrompt": REWRITTEN}), event="UserPromptSubmit"),
    prompt("transformed-modified", say({"modifiedTransformedPrompt": REWRITTEN}), event="userPromptTransformed"),
    prompt("transformed-block", say({"decision": "block", "reason": REASON}), event="userPromptTransformed"),
    # the end of a turn
    stop("stop-deny", say({"decision": "deny", "reason": REASON})),
    stop("stop-block-no-reason", say({"decision": "block"})),
    start("start-continue-false", say({"continue": False, "stopReason": STOP})),
    # permission
    permission("permission-deny", say({"behavior": "deny", "message": REASON})),
    permission("permission-text", out("hello")),
    permission("permission-timeout", f"{READ}; sleep 4", handler={"timeoutSec": 1}),
    permission("permission-decision-block", say({"decision": "block", "reason": REASON})),
    permission("permission-matcher-mcp", BLOCK, matcher="memory/write", turn="mcp"),
    permission("permission-matcher-dash", BLOCK, matcher="memory-write", turn="mcp"),
    permission("permission-matcher-misses", BLOCK, matcher="create"),
    permission("pascal-permission-exit1", err(REASON, 1), event="PermissionRequest"),
]
