"""Native hooks of Codex."""

import json

from kit.case import *  # noqa: F403

E = "PreToolUse"


def inner(event=E, **more):
    return {"hookSpecificOutput": {"hookEventName": event, **more}}


def decide(word, **more):
    return inner(permissionDecision=word, permissionDecisionReason=REASON, **more)


DENY = say(decide("deny"))
BLOCK = err(REASON, 2)
MODIFIED = {"command": "@MODIFIED@"}


def handlers(*list_, **top):
    return {"hooks": {E: [{"hooks": list(list_)}]}, **top}


CASES = [
    # exit codes
    pre("exit0-stderr", err(REASON, 0)),
    pre("exit1-silent", err("", 1)),
    pre("exit1-json-deny", say(decide("deny"), code=1)),
    pre("exit2-silent", err("", 2)),
    pre("exit2-stdout-text", err("", 2, stdout=REASON)),
    pre("exit2-stderr-blank", f"{READ}; echo '   ' >&2; exit 2"),
    pre("exit2-json-allow", err("other", 2, stdout=json.dumps(inner(permissionDecision="allow")))),
    pre("exit2-json-deny-reason", err("other", 2, stdout=json.dumps(decide("deny")))),
    pre("exit2-json-deny-no-stderr", err("", 2, stdout=json.dumps(decide("deny")))),
    pre("signal", f"{READ}; kill -9 $$"),
    pre("unread-exit2", f"echo {REASON} >&2; exit 2"),
    # time
    pre("timeout", f"{READ}; sleep 4", handler={"timeout": 1}),
    pre("timeout-after-deny", DENY + "; sleep 4", handler={"timeout": 1}),
    pre("child-holds-stdout-no-limit", f"{READ}; sleep 2 & echo {REASON} >&2; exit 2"),
    # JSON forms
    pre("allow-no-reason", say(inner(permissionDecision="allow"))),
    pre("deny-empty-reason", say(inner(permissionDecision="deny", permissionDecisionReason="  "))),
    pre("legacy-block", say({"decision": "block", "reason": REASON})),
    pre("legacy-block-no-reason", say({"decision": "block"})),
    pre("inner-without-name", say({"hookSpecificOutput": {"permissionDecision": "deny", "permissionDecisionReason": REASON}})),
    pre("inner-wrong-name", say(inner("PostToolUse", permissionDecision="deny", permissionDecisionReason=REASON))),
    pre("inner-snake-case", say({"hook_specific_output": {"hook_event_name": E, "permission_decision": "deny"}})),
    pre("deny-reason-null", say(inner(permissionDecision="deny", permissionDecisionReason=None))),
    pre("deny-continue-true", say({**decide("deny"), "continue": True})),
    pre("deny-suppress-false", say({**decide("deny"), "suppressOutput": False})),
    pre("deny-system-message", say({**decide("deny"), "systemMessage": NOTICE})),
    pre("reason-without-decision", say({"reason": REASON})),
    pre("update", say(inner(updatedInput=MODIFIED))),
    pre("update-ask", say(decide("ask", updatedInput=MODIFIED))),
    pre("update-deny", say(decide("deny", updatedInput=MODIFIED))),
    pre("update-wrong-type", say(inner(permissionDecision="allow", updatedInput={"command": 7}))),
    pre("update-string", say(inner(permissionDecision="allow", updatedInput="echo hi"))),
    pre("update-extra-key", say(inner(permissionDecision="allow", updatedInput={**MODIFIED, "zzz": 1}))),
    pre("context", say(inner(additionalContext=CONTEXT))),
    pre("context-with-deny", say(decide("deny", additionalContext=CONTEXT))),
    pre("continue-false-only", say({"continue": False})),
    pre("continue-false-deny", say({"continue": False, "stopReason": STOP, **decide("deny")})),
    pre("empty-object", say({})),
    pre("unknown-only", say({"foo": "bar"})),
    # stdout that is not one object
    pre("text-before-deny", out("log line\n" + json.dumps(decide("deny")))),
    pre("text-after-deny", out(json.dumps(decide("deny")) + "\nlog line")),
    pre("string", out('"deny"')),
    pre("bom", out("\ufeff" + json.dumps(decide("deny")))),
    pre("trailing-comma", out('{"decision":"block","reason":"%s",}' % REASON)),
    pre("duplicate-keys", out('{"decision":"approve","decision":"block","reason":"%s"}' % REASON)),
    pre("json-on-stderr", err(json.dumps(decide("deny")), 0)),
    # matchers; the hook blocks
    pre("matcher-case", BLOCK, matcher="bash"),
    pre("matcher-shell", BLOCK, matcher="shell"),
    pre("matcher-regex", BLOCK, matcher="Ba.*"),
    pre("matcher-anchored", BLOCK, matcher="^Bash$"),
    pre("matcher-pipe-spaces", BLOCK, matcher="Write | Bash"),
    pre("matcher-comma", BLOCK, matcher="Write, Bash"),
    pre("matcher-comma-tight", BLOCK, matcher="Write,Bash"),
    pre("matcher-empty", BLOCK, matcher=""),
    pre("matcher-dotstar", BLOCK, matcher=".*"),
    pre("matcher-invalid", BLOCK, matcher="Ba("),
    pre("matcher-null", BLOCK, raw=lambda c: {"hooks": {E: [{"matcher": None, "hooks": [{"type": "command", "command": c[0]}]}]}}),
    pre("matcher-lookahead", BLOCK, matcher="^(?!Write).*$"),
    pre("mcp-server", BLOCK, matcher="mcp__memory", turn="mcp"),
    pre("mcp-server-regex", BLOCK, matcher="mcp__memory__.*", turn="mcp"),
    pre("mcp-star", BLOCK, matcher="mcp__*", turn="mcp"),
    pre("mcp-update", say(inner(permissionDecision="allow", updatedInput={"note": "changed"})), turn="mcp"),
    pre("write-apply-patch", BLOCK, matcher="apply_patch", turn="write"),
    pre("write-alias-write", BLOCK, matcher="Write", turn="write"),
    # handlers and files
    pre("async-exit2", BLOCK, handler={"async": True}),
    pre("timeout-string", BLOCK, handler={"timeout": "5"}),
    pre("once-key", BLOCK, handler={"once": True}),
    pre("empty-command", BLOCK, raw=lambda c: handlers({"type": "command", "command": " "})),
    pre("flat-entry", BLOCK, raw=lambda c: {"hooks": {E: [{"type": "command", "command": c[0]}]}}),
    pre("unknown-event-beside", BLOCK, raw=lambda c: {"hooks": {"Nonsense": [], E: [{"hooks": [{"type": "command", "command": c[0]}]}]}}),
    pre("without-hooks-key", BLOCK, raw=lambda c: {E: [{"hooks": [{"type": "command", "command": c[0]}]}]}),
    pre("file-trailing-comma", BLOCK, raw=lambda c: '{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"%s"}]}],}}' % c[0]),
    pre("file-comment", BLOCK, raw=lambda c: '{\n// why\n"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"%s"}]}]}}' % c[0]),
    pre("bash-only-string", "", handler={"command": f"[[ -n x ]] && echo {REASON} >&2 && exit 2"}),
    # several hooks
    pre("deny-and-allow", say(inner(permissionDecision="allow", updatedInput=MODIFIED)), DENY),
    # after a tool
    post("post-exit2", BLOCK),
    post("post-exit1", err(REASON, 1)),
    post("post-block", say({"decision": "block", "reason": REASON})),
    post("post-block-no-reason", say({"decision": "block"})),
    post("post-text", out(CONTEXT)),
    post("post-mcp-replace", say(inner("PostToolUse", updatedMCPToolOutput=REWRITTEN)), turn="mcp"),
    post("post-mcp-block", say({"decision": "block", "reason": REASON}), turn="mcp"),
    post("post-on-failing-command", say(inner("PostToolUse", additionalContext=CONTEXT)), turn="fail"),
    post("post-suppress", say({"decision": "block", "reason": REASON, "suppressOutput": True})),
    # prompts
    prompt("prompt-exit2", BLOCK),
    prompt("prompt-exit2-silent", err("", 2)),
    prompt("prompt-text", out(CONTEXT)),
    prompt("prompt-context-wrong-name", say(inner("PreToolUse", additionalContext=CONTEXT))),
    prompt("prompt-context-top", say({"additionalContext": CONTEXT})),
    prompt("prompt-continue-false", say({"continue": False, "stopReason": STOP})),
    prompt("prompt-bracket-text", out("[info] " + CONTEXT)),
    prompt("prompt-text-then-json", out(CONTEXT + "\n" + json.dumps({"decision": "block", "reason": REASON}))),
    prompt("prompt-matcher-invalid", BLOCK, matcher="Ba("),
    prompt("prompt-suppress", say({"decision": "block", "reason": REASON, "suppressOutput": True})),
    # the end of a turn
    stop("stop-exit2", BLOCK),
    stop("stop-exit2-silent", err("", 2)),
    stop("stop-block", say({"decision": "block", "reason": REASON})),
    stop("stop-continue-false", say({"continue": False, "stopReason": STOP})),
    stop("stop-block-continue-false", say({"decision": "block", "reason": REASON, "continue": False, "stopReason": STOP})),
    # the start of a session
    start("start-text", out(CONTEXT)),
    start("start-context", say(inner("SessionStart", additionalContext=CONTEXT))),
    start("start-context-top", say({"additionalContext": CONTEXT})),
    # permission, in the app server
    permission("permission-silent", READ),
    permission("permission-exit2", BLOCK),
    permission("permission-exit2-silent", err("", 2)),
    permission("permission-exit1", err(REASON, 1)),
    permission("permission-continue-false", say({"continue": False, "stopReason": STOP})),
    permission("permission-pre-form", say(decide("deny"))),
    permission("permission-text", out("hello")),
]
