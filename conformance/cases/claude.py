"""Native hooks of Claude Code."""

import json

from kit.case import *  # noqa: F403

E = "PreToolUse"


def inner(event=E, **more):
    return {"hookSpecificOutput": {"hookEventName": event, **more}}


def decide(word, **more):
    return inner(permissionDecision=word, permissionDecisionReason=REASON, **more)


DENY = say(decide("deny"))
BLOCK = err(REASON, 2)
MODIFIED = {"command": "@MODIFIED@", "description": "changed"}

CASES = [
    # exit codes
    pre("exit0-stderr", err(REASON, 0)),
    pre("exit1-silent", err("", 1)),
    pre("exit1-json-deny", say(decide("deny"), code=1)),
    pre("exit1-json-allow", say(decide("allow"), code=1)),
    pre("exit2-silent", err("", 2)),
    pre("exit2-stdout-text", err("", 2, stdout=REASON)),
    pre("exit2-json-allow", err("other", 2, stdout='{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"allow"}}')),
    pre("exit2-json-deny-reason", err("other", 2, stdout=json.dumps(decide("deny")))),
    pre("exit2-context", err("why", 2, stdout=json.dumps(inner(additionalContext=CONTEXT)))),
    pre("signal", f"{READ}; kill -9 $$"),
    pre("unread-exit2", f"echo {REASON} >&2; exit 2"),
    # time
    pre("timeout", f"{READ}; sleep 4", handler={"timeout": 1}),
    pre("timeout-after-deny", DENY + "; sleep 4", handler={"timeout": 1}),
    pre("exit1-onfailure-block", err(REASON, 1), handler={"onFailure": "block"}),
    pre("garbage-onfailure-block", out("{bad"), handler={"onFailure": "block"}),
    # JSON forms
    pre("deny-unknown-word", say(decide("block"))),
    pre("legacy-block", say({"decision": "block", "reason": REASON})),
    pre("legacy-block-no-reason", say({"decision": "block"})),
    pre("inner-without-name", say({"hookSpecificOutput": {"permissionDecision": "deny", "permissionDecisionReason": REASON}})),
    pre("inner-wrong-name", say(inner("PostToolUse", permissionDecision="deny", permissionDecisionReason=REASON))),
    pre("inner-snake-case", say({"hook_specific_output": {"hook_event_name": E, "permission_decision": "deny"}})),
    pre("allow-extra-inner", say(decide("allow", extra=1))),
    pre("deny-reason-null", say(inner(permissionDecision="deny", permissionDecisionReason=None))),
    pre("update", say(inner(updatedInput=MODIFIED))),
    pre("update-ask", say(decide("ask", updatedInput=MODIFIED))),
    pre("update-deny", say(decide("deny", updatedInput=MODIFIED))),
    pre("update-partial", say(inner(updatedInput={"description": "only this"}))),
    pre("update-wrong-type", say(inner(updatedInput={"command": 7}))),
    pre("update-string", say(inner(updatedInput="echo hi"))),
    pre("update-extra-key", say(inner(updatedInput={**MODIFIED, "zzz": 1}))),
    pre("context", say(inner(additionalContext=CONTEXT))),
    pre("context-with-deny", say(decide("deny", additionalContext=CONTEXT))),
    pre("suppress-output", say({**decide("deny"), "suppressOutput": True})),
    pre("continue-false-deny", say({"continue": False, "stopReason": STOP, **decide("deny")})),
    pre("continue-false-string", say({"continue": "false", "stopReason": STOP})),
    pre("empty-object", say({})),
    pre("unknown-only", say({"foo": "bar"})),
    # stdout that is not one object
    pre("text-before-deny", out("log line\n" + json.dumps(decide("deny")))),
    pre("text-after-deny", out(json.dumps(decide("deny")) + "\nlog line")),
    pre("text-before-allow", out("log line\n" + json.dumps(decide("allow")))),
    pre("string", out('"deny"')),
    pre("bom", out("\ufeff" + json.dumps(decide("deny")))),
    pre("trailing-comma", out('{"decision":"block","reason":"%s",}' % REASON)),
    pre("duplicate-keys", out('{"decision":"approve","decision":"block","reason":"%s"}' % REASON)),
    pre("json-on-stderr", err(json.dumps(decide("deny")), 0)),
    # matchers; the hook blocks
    pre("matcher-case", BLOCK, matcher="bash"),
    pre("matcher-regex", BLOCK, matcher="Ba.*"),
    pre("matcher-anchored", BLOCK, matcher="^Bash$"),
    pre("matcher-pipe-spaces", BLOCK, matcher="Write | Bash"),
    pre("matcher-comma", BLOCK, matcher="Write, Bash"),
    pre("matcher-empty", BLOCK, matcher=""),
    pre("matcher-dotstar", BLOCK, matcher=".*"),
    pre("matcher-invalid", BLOCK, matcher="Ba("),
    pre("matcher-permission-rule", BLOCK, matcher="Bash(echo *)"),
    pre("matcher-lookahead", BLOCK, matcher="^(?!Write).*$"),
    pre("mcp-server", BLOCK, matcher="mcp__memory", turn="mcp"),
    pre("mcp-server-regex", BLOCK, matcher="mcp__memory__.*", turn="mcp"),
    pre("mcp-star", BLOCK, matcher="mcp__*", turn="mcp"),
    pre("mcp-update", say(inner(updatedInput={"note": "changed"})), turn="mcp"),
    pre("write-list", BLOCK, matcher="Edit|MultiEdit|Write", turn="write"),
    # handlers and files
    pre("if-hits", BLOCK, handler={"if": "Bash(echo *)"}),
    pre("if-misses", BLOCK, handler={"if": "Bash(git *)"}),
    pre("async-exit2", BLOCK, handler={"async": True}),
    pre("timeout-string", BLOCK, handler={"timeout": "5"}),
    pre("flat-entry", BLOCK, raw=lambda c: {"hooks": {E: [{"type": "command", "command": c[0]}]}}),
    pre("unknown-event-beside", BLOCK, raw=lambda c: {"hooks": {"Nonsense": [], E: [{"hooks": [{"type": "command", "command": c[0]}]}]}}),
    pre("broken-handler-beside", BLOCK, raw=lambda c: {"hooks": {E: [{"hooks": [{"type": "command"}, {"type": "command", "command": c[0]}]}]}}),
    pre("file-trailing-comma", BLOCK, raw=lambda c: '{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"%s"}]}],}}' % c[0]),
    pre("file-comment", BLOCK, raw=lambda c: '{\n// why\n"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"%s"}]}]}}' % c[0]),
    pre("project-dir-variable", BLOCK, handler={"command": "\"$CLAUDE_PROJECT_DIR\"/../scripts/hook-0.sh"}),
    # several hooks
    pre("deny-and-allow", say(decide("allow")), DENY),
    # after a tool
    post("post-exit2", BLOCK),
    post("post-exit1", err(REASON, 1)),
    post("post-block", say({"decision": "block", "reason": REASON})),
    post("post-block-no-reason", say({"decision": "block"})),
    post("post-text", out(CONTEXT)),
    post("post-replace", say(inner("PostToolUse", updatedToolOutput={"stdout": REWRITTEN, "stderr": "", "interrupted": False, "isImage": False, "noOutputExpected": False}))),
    post("post-replace-string", say(inner("PostToolUse", updatedToolOutput=REWRITTEN))),
    post("post-mcp-replace", say(inner("PostToolUse", updatedMCPToolOutput=REWRITTEN)), turn="mcp"),
    post("post-mcp-replace-new", say(inner("PostToolUse", updatedToolOutput=REWRITTEN)), turn="mcp"),
    post("post-on-failing-command", say(inner("PostToolUse", additionalContext=CONTEXT)), turn="fail"),
    failure("failure-context", say(inner("PostToolUseFailure", additionalContext=CONTEXT)), turn="fail"),
    failure("failure-block", say({"decision": "block", "reason": REASON}), turn="fail"),
    # prompts
    prompt("prompt-exit2", BLOCK),
    prompt("prompt-deny-word", say({"decision": "deny", "reason": REASON})),
    prompt("prompt-permission-deny", say(inner("UserPromptSubmit", permissionDecision="deny", permissionDecisionReason=REASON))),
    prompt("prompt-text", out(CONTEXT)),
    prompt("prompt-context-wrong-name", say(inner("PreToolUse", additionalContext=CONTEXT))),
    prompt("prompt-context-top", say({"additionalContext": CONTEXT})),
    prompt("prompt-continue-false", say({"continue": False, "stopReason": STOP})),
    prompt("prompt-malformed-braces", out('{"decision":"block", bad}')),
    prompt("prompt-jsonl", out('{"a":1}\n{"b":"%s"}' % CONTEXT)),
    prompt("prompt-if", BLOCK, handler={"if": "Bash(echo *)"}),
    # the end of a turn
    stop("stop-exit2", BLOCK),
    stop("stop-block", say({"decision": "block", "reason": REASON})),
    stop("stop-continue-false", say({"continue": False, "stopReason": STOP})),
    stop("stop-block-continue-false", say({"decision": "block", "reason": REASON, "continue": False, "stopReason": STOP})),
    stop("stop-exit2-silent", err("", 2)),
    # the start of a session
    start("start-text", out(CONTEXT)),
    start("start-context", say(inner("SessionStart", additionalContext=CONTEXT))),
    start("start-context-top", say({"additionalContext": CONTEXT})),
    start("start-matcher-list", out(CONTEXT), matcher="resume|startup"),
    # permission
    permission("permission-update", say(inner("PermissionRequest", decision={"behavior": "allow", "updatedInput": MODIFIED}))),
    permission("permission-exit2", BLOCK),
    permission("permission-pre-form", say(inner("PermissionRequest", permissionDecision="deny", permissionDecisionReason=REASON))),
    permission("permission-string", say(inner("PermissionRequest", decision="deny"))),
    permission("permission-silent", READ),
    permission("permission-continue-false", say({"continue": False, "stopReason": STOP})),
]
