"""Codex: cases where a difference is expected."""

import json

from kit.case import *  # noqa: F403

from .codex import BLOCK, DENY, MODIFIED, decide, handlers, inner

ALLOW = say(inner(permissionDecision="allow", updatedInput=MODIFIED))

CASES = [
    # keys that other agents have
    pre("if-key", BLOCK, handler={"if": "Bash(git *)"}),
    pre("if-key-number", BLOCK, handler={"if": 7}),
    pre("on-failure-key", err(REASON, 1), handler={"onFailure": "block"}),
    pre("status-message-key", BLOCK, handler={"statusMessage": "checking"}),
    pre("shell-key", BLOCK, handler={"shell": "bash"}),
    pre("group-unknown-key", BLOCK, group={"zzz": 1}),
    pre("description-key", BLOCK, raw=lambda c: {"description": "d", **handlers({"type": "command", "command": c[0]})}),
    pre("unknown-top-key", BLOCK, raw=lambda c: {"zzz": 1, **handlers({"type": "command", "command": c[0]})}),
    # entries that cannot be used
    pre("timeout-zero", BLOCK, handler={"timeout": 0}),
    pre("timeout-fraction", BLOCK, handler={"timeout": 2.5}),
    pre("timeout-negative", BLOCK, handler={"timeout": -1}),
    pre("timeout-sec-key", f"{READ}; sleep 4; exit 2", handler={"timeoutSec": 1}),
    pre("command-missing", "", raw=lambda c: handlers({"type": "command"})),
    pre("command-missing-beside", BLOCK, raw=lambda c: handlers({"type": "command"}, {"type": "command", "command": c[0]})),
    pre("type-unknown", BLOCK, raw=lambda c: handlers({"type": "script", "command": c[0]})),
    pre("type-missing", BLOCK, raw=lambda c: handlers({"command": c[0]})),
    pre("type-prompt-beside", BLOCK, raw=lambda c: handlers({"type": "prompt"}, {"type": "command", "command": c[0]})),
    pre("matcher-number", BLOCK, raw=lambda c: {"hooks": {"PreToolUse": [{"matcher": 7, "hooks": [{"type": "command", "command": c[0]}]}]}}),
    pre("event-not-a-list", BLOCK, raw=lambda c: {"hooks": {"PreToolUse": {"hooks": [{"type": "command", "command": c[0]}]}}}),
    # answers
    pre("update-text-json", say(inner(permissionDecision="allow", updatedInput=json.dumps(MODIFIED)))),
    pre("update-null", say(inner(permissionDecision="allow", updatedInput=None))),
    pre("update-list", say(inner(permissionDecision="allow", updatedInput=["echo"]))),
    pre("update-empty", say(inner(permissionDecision="allow", updatedInput={}))),
    pre("update-patch", say(inner(permissionDecision="allow", updatedInput={"command": "no patch"})), turn="write"),
    pre("update-alone", say({"updatedInput": MODIFIED})),
    pre("defer", say(decide("defer"))),
    pre("block-inner-allow", say({"decision": "block", "reason": REASON, **inner(permissionDecision="allow")})),
    pre("approve-inner-deny", say({"decision": "approve", **decide("deny")})),
    pre("approve", say({"decision": "approve"})),
    pre("stop-reason-only", say({"stopReason": STOP})),
    # The hook that answers last wins in Codex, so the order of the answers is part of the case.
    pre("two-updates", say(inner(permissionDecision="allow", updatedInput={"command": "true"})), "sleep 1; " + ALLOW),
    pre("deny-before-update", DENY, ALLOW),
    # after a tool
    post("post-continue-false", say({"continue": False, "stopReason": REASON})),
    post("post-updated-output", say(inner("PostToolUse", updatedToolOutput=REWRITTEN))),
    post("post-context-wrong-name", say(inner("PreToolUse", additionalContext=CONTEXT))),
    post("post-matcher-shell", BLOCK, matcher="shell"),
    # prompts, the end of a turn
    prompt("prompt-block-no-reason", say({"decision": "block"})),
    prompt("prompt-decision-deny", say({"decision": "deny", "reason": REASON})),
    prompt("prompt-matcher", BLOCK, matcher="xyz"),
    stop("stop-block-no-reason", say({"decision": "block"})),
    stop("stop-text", out("hello")),
    start("start-continue-false", say({"continue": False, "stopReason": STOP})),
    # permission
    permission("permission-deny", say(inner("PermissionRequest", decision={"behavior": "deny", "message": REASON}))),
    permission("permission-update", say(inner("PermissionRequest", decision={"behavior": "allow", "updatedInput": MODIFIED}))),
    permission("permission-interrupt", say(inner("PermissionRequest", decision={"behavior": "deny", "message": REASON, "interrupt": True}))),
    permission("permission-legacy-block", say({"decision": "block", "reason": REASON})),
]
