"""Native hooks of Copilot CLI, in both spellings of its events."""

import json

from kit.case import *  # noqa: F403


def decide(word, **more):
    return {"permissionDecision": word, "permissionDecisionReason": REASON, **more}


def inner(event="PreToolUse", **more):
    return {"hookSpecificOutput": {"hookEventName": event, **more}}


DENY = say(decide("deny"))
BLOCK = err(REASON, 2)
MODIFIED = {"command": "@MODIFIED@", "description": "changed"}


def entries(*list_, **top):
    return {"version": 1, "hooks": {"preToolUse": list(list_)}, **top}


def c1(c, **more):
    return {"type": "command", "bash": c[0], **more}


CASES = [
    # exit codes
    pre("exit0-stderr", err(REASON, 0)),
    pre("exit1-silent", err("", 1)),
    pre("exit1-json-allow", say(decide("allow"), code=1)),
    pre("exit1-json-deny", say(decide("deny"), code=1)),
    pre("exit2-silent", err("", 2)),
    pre("exit2-stdout-text", err("", 2, stdout=REASON)),
    pre("exit2-json-allow", err("other", 2, stdout=json.dumps(decide("allow")))),
    pre("exit2-json-deny", err("other", 2, stdout=json.dumps(decide("deny")))),
    pre("exit2-context", err(REASON, 2, stdout=json.dumps({"additionalContext": CONTEXT}))),
    pre("signal", f"{READ}; kill -9 $$"),
    pre("unread-exit2", f"echo {REASON} >&2; exit 2"),
    # time
    pre("timeout", f"{READ}; sleep 4", handler={"timeoutSec": 1}),
    pre("timeout-alias", f"{READ}; sleep 4; exit 2", handler={"timeout": 1}),
    pre("timeout-after-deny", DENY + "; sleep 4", handler={"timeoutSec": 1}),
    # JSON forms, at top level
    pre("unknown-word", say(decide("maybe"))),
    pre("legacy-block", say({"decision": "block", "reason": REASON})),
    pre("behavior-deny", say({"behavior": "deny", "message": REASON})),
    pre("inner-allow", say(inner(permissionDecision="allow", permissionDecisionReason=REASON))),
    pre("inner-update", say(inner(updatedInput=MODIFIED))),
    pre("deny-extra", say(decide("deny", extra=1))),
    pre("update", say({"modifiedArgs": MODIFIED})),
    pre("update-alias", say({"updatedInput": MODIFIED})),
    pre("update-deny", say(decide("deny", modifiedArgs=MODIFIED))),
    pre("update-ask", say(decide("ask", modifiedArgs=MODIFIED))),
    pre("update-text", say({"modifiedArgs": json.dumps({"command": "@MODIFIED@", "description": "d"})})),
    pre("update-wrong-type", say({"modifiedArgs": {"command": 7}})),
    pre("update-partial", say({"modifiedArgs": {"description": "only this"}})),
    pre("context", say({"additionalContext": CONTEXT})),
    pre("context-deny", say(decide("deny", additionalContext=CONTEXT))),
    pre("empty-object", say({})),
    pre("unknown-only", say({"foo": "bar"})),
    # stdout that is not one object
    pre("text-before-deny", out("log line\n" + json.dumps(decide("deny")))),
    pre("text-after-deny", out(json.dumps(decide("deny")) + "\nlog line")),
    pre("progress-before-deny", out('{"type":"progress","message":"working"}\n' + json.dumps(decide("deny")))),
    pre("string", out('"deny"')),
    pre("bom", out("\ufeff" + json.dumps(decide("deny")))),
    pre("trailing-comma", out('{"permissionDecision":"deny","permissionDecisionReason":"%s",}' % REASON)),
    pre("duplicate-keys", out('{"permissionDecision":"allow","permissionDecision":"deny","permissionDecisionReason":"%s"}' % REASON)),
    pre("json-on-stderr", err(json.dumps(decide("deny")), 0)),
    # matchers; the hook denies
    pre("matcher-regex", DENY, matcher="b.*"),
    pre("matcher-pipe-spaces", DENY, matcher="create | bash"),
    pre("matcher-comma", DENY, matcher="create,bash"),
    pre("matcher-empty", DENY, matcher=""),
    pre("matcher-dotstar", DENY, matcher=".*"),
    pre("matcher-invalid", DENY, matcher="ba("),
    pre("matcher-shell", DENY, matcher="shell"),
    pre("mcp-regex", DENY, matcher="memory-.*", turn="mcp"),
    pre("mcp-update", say({"modifiedArgs": {"note": "changed"}}), turn="mcp"),
    pre("write-exact", DENY, matcher="create", turn="write"),
    # the other spelling of the events
    pre("pascal-exit2", BLOCK, event="PreToolUse"),
    pre("pascal-exit1", err(REASON, 1), event="PreToolUse"),
    pre("pascal-inner-allow", say(inner(permissionDecision="allow", permissionDecisionReason=REASON)), event="PreToolUse"),
    pre("pascal-inner-update-allow", say(inner(permissionDecision="allow", updatedInput=MODIFIED)), event="PreToolUse"),
    pre("pascal-continue-false", say({"continue": False, "stopReason": STOP}), event="PreToolUse"),
    pre("pascal-matcher-claude", BLOCK, event="PreToolUse", matcher="Bash"),
    pre("pascal-matcher-part", BLOCK, event="PreToolUse", matcher="as"),
    pre("pascal-matcher-regex", BLOCK, event="PreToolUse", matcher="^Ba"),
    pre("pascal-matcher-star", BLOCK, event="PreToolUse", matcher="*"),
    pre("pascal-mcp-own", BLOCK, event="PreToolUse", matcher="memory-write", turn="mcp"),
    pre("pascal-write", BLOCK, event="PreToolUse", matcher="Edit|Write", turn="write"),
    # entries and files
    pre("timeout-string", BLOCK, handler={"timeoutSec": "5"}),
    pre("unknown-event-beside", BLOCK, raw=lambda c: {"version": 1, "hooks": {"nonsense": [c1(c)], "preToolUse": [c1(c)]}}),
    pre("file-trailing-comma", BLOCK, raw=lambda c: '{"version":1,"hooks":{"preToolUse":[{"type":"command","bash":"%s"}],}}' % c[0]),
    pre("file-comment", BLOCK, raw=lambda c: '{\n// why\n"version":1,"hooks":{"preToolUse":[{"type":"command","bash":"%s"}]}}' % c[0]),
    pre("cwd-key", f'pwd >&2; exit 2', handler={"cwd": ".."}),
    pre("env-key", 'echo "$EXTRA" >&2; exit 2', handler={"env": {"EXTRA": REASON}}),
    # several hooks
    pre("deny-then-allow", DENY, say(decide("allow"))),
    pre("update-then-empty", say({"modifiedArgs": MODIFIED}), say({})),
    pre("update-then-reads", say({"modifiedArgs": {"command": "XYZZY", "description": "d"}}), f'case "$(cat)" in *XYZZY*) echo {REASON} >&2; exit 2;; esac'),
    # after a tool
    post("post-exit2", BLOCK),
    post("post-exit1", err(REASON, 1)),
    post("post-block", say({"decision": "block", "reason": REASON})),
    post("post-replace", say({"modifiedResult": {"resultType": "success", "textResultForLlm": REWRITTEN}})),
    post("post-replace-string", say({"modifiedResult": REWRITTEN})),
    post("post-text", out(CONTEXT)),
    post("pascal-post-block", say({"decision": "block", "reason": REASON}), event="PostToolUse"),
    post("pascal-post-exit2", BLOCK, event="PostToolUse"),
    # prompts
    prompt("prompt-exit2", BLOCK),
    prompt("prompt-deny", say({"decision": "deny", "reason": REASON})),
    prompt("prompt-continue-false", say({"continue": False, "stopReason": STOP})),
    prompt("prompt-modified", say({"modifiedPrompt": REWRITTEN})),
    prompt("prompt-text", out(CONTEXT)),
    prompt("pascal-prompt-exit2", BLOCK, event="UserPromptSubmit"),
    prompt("pascal-prompt-block", say({"decision": "block", "reason": REASON}), event="UserPromptSubmit"),
    prompt("pascal-prompt-inner-context", say(inner("UserPromptSubmit", additionalContext=CONTEXT)), event="UserPromptSubmit"),
    prompt("pascal-prompt-continue-false", say({"continue": False, "stopReason": STOP}), event="UserPromptSubmit"),
    prompt("transformed-exit2", BLOCK, event="userPromptTransformed"),
    # the end of a turn
    stop("stop-exit2", BLOCK),
    stop("stop-block", say({"decision": "block", "reason": REASON})),
    stop("stop-continue-false", say({"continue": False, "stopReason": STOP})),
    stop("stop-block-continue-false", say({"decision": "block", "reason": REASON, "continue": False})),
    stop("pascal-stop-text", out("hello"), event="Stop"),
    # the start of a session
    start("start-context", say({"additionalContext": CONTEXT})),
    start("start-text", out(CONTEXT)),
    start("pascal-start-text", out(CONTEXT), event="SessionStart"),
    # permission
    permission("permission-exit2", BLOCK),
    permission("permission-exit1", err(REASON, 1)),
    permission("permission-silent", READ),
    permission("permission-claude-form", say(inner("PermissionRequest", decision={"behavior": "allow"}))),
    permission("permission-pre-form", say(decide("deny"))),
    permission("pascal-permission-allow", say({"behavior": "allow"}), event="PermissionRequest"),
    permission("pascal-permission-claude", say(inner("PermissionRequest", decision={"behavior": "allow"})), event="PermissionRequest"),
    permission("pascal-permission-claude-deny", say(inner("PermissionRequest", decision={"behavior": "deny", "message": REASON})), event="PermissionRequest"),
    permission("pascal-permission-exit2", BLOCK, event="PermissionRequest"),
]
