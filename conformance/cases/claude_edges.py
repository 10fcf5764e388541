"""Claude Code: cases where a difference is expected."""

import json

from kit.case import *  # noqa: F403

from .claude import BLOCK, DENY, E, MODIFIED, decide, inner


def handlers(*list_, **top):
    return {"hooks": {E: [{"hooks": list(list_)}]}, **top}


CASES = [
    # answers
    pre("defer", say(decide("defer"))),
    pre("defer-update", say(decide("defer", updatedInput=MODIFIED))),
    pre("defer-and-deny", say(decide("defer")), DENY),
    pre("ask", say(decide("ask"))),
    pre("ask-and-allow", say(decide("ask")), say(decide("allow"))),
    pre("legacy-block-inner-allow", say({"decision": "block", "reason": REASON, **decide("allow")})),
    pre("legacy-approve-inner-deny", say({"decision": "approve", **decide("deny")})),
    pre("legacy-approve", say({"decision": "approve", "reason": REASON})),
    pre("deny-number-reason", say(inner(permissionDecision="deny", permissionDecisionReason=7))),
    pre("deny-upper-case", say(decide("DENY"))),
    pre("update-allow", say(decide("allow", updatedInput=MODIFIED))),
    pre("update-allow-misfit", say(decide("allow", updatedInput={"command": 7}))),
    pre("two-updates", say(inner(updatedInput={"command": "true"})), say(inner(updatedInput=MODIFIED))),
    pre("update-empty", say(inner(updatedInput={}))),
    pre("continue-false", say({"continue": False, "stopReason": STOP})),
    pre("continue-false-allow", say({"continue": False, "stopReason": STOP, **decide("allow")})),
    pre("async-answer-deny", say({"async": True, **decide("deny")})),
    pre("lines-deny-then-allow", out(json.dumps(decide("deny")) + "\n" + json.dumps(decide("allow")))),
    # entries that cannot be used
    pre("command-missing", "", raw=lambda c: handlers({"type": "command"})),
    pre("type-missing", BLOCK, raw=lambda c: handlers({"command": c[0]})),
    pre("type-unknown-beside", BLOCK, raw=lambda c: handlers({"type": "script"}, {"type": "command", "command": c[0]})),
    pre("timeout-zero", BLOCK, handler={"timeout": 0}),
    pre("timeout-negative", BLOCK, handler={"timeout": -1}),
    pre("matcher-number", BLOCK, raw=lambda c: {"hooks": {E: [{"matcher": 7, "hooks": [{"type": "command", "command": c[0]}]}]}}),
    pre("matcher-null", BLOCK, raw=lambda c: {"hooks": {E: [{"matcher": None, "hooks": [{"type": "command", "command": c[0]}]}]}}),
    pre("if-number", BLOCK, handler={"if": 7}),
    pre("if-empty", BLOCK, handler={"if": ""}),
    pre("if-broken", BLOCK, handler={"if": "Bash(echo"}),
    pre("event-not-a-list", BLOCK, raw=lambda c: {"hooks": {E: {"hooks": [{"type": "command", "command": c[0]}]}}}),
    pre("shell-powershell", BLOCK, handler={"shell": "powershell"}),
    pre("args-key", BLOCK, raw=lambda c: handlers({"type": "command", "command": c[0], "args": ["a"]})),
    # after a tool
    post("post-replace-misfit", say(inner("PostToolUse", updatedToolOutput={"stdout": 7}))),
    post("post-replace-number", say(inner("PostToolUse", updatedToolOutput=7))),
    post("post-replace-partial", say(inner("PostToolUse", updatedToolOutput={"stdout": REWRITTEN}))),
    post("post-continue-false", say({"continue": False, "stopReason": STOP})),
    post("post-context", say(inner("PostToolUse", additionalContext=CONTEXT))),
    # prompts, the end of a turn, the start of a session
    prompt("prompt-block", say({"decision": "block", "reason": REASON})),
    prompt("prompt-block-no-reason", say({"decision": "block"})),
    prompt("prompt-exit2-silent", err("", 2)),
    stop("stop-block-no-reason", say({"decision": "block"})),
    stop("stop-context", say(inner("Stop", additionalContext=CONTEXT))),
    start("start-continue-false", say({"continue": False, "stopReason": STOP})),
    start("start-exit2", BLOCK),
    # permission
    permission("permission-deny", say(inner("PermissionRequest", decision={"behavior": "deny", "message": REASON}))),
    permission("permission-interrupt", say(inner("PermissionRequest", decision={"behavior": "deny", "message": REASON, "interrupt": True}))),
    permission("permission-legacy-block", say({"decision": "block", "reason": REASON})),
    permission("permission-exit1", err(REASON, 1)),
    # Claude Code uses the answer that comes first. Our engine uses the stricter of the two answers.
    permission("permission-deny-and-allow", "sleep 1; " + say(inner("PermissionRequest", decision={"behavior": "allow"})),
               say(inner("PermissionRequest", decision={"behavior": "deny", "message": REASON}))),
]
