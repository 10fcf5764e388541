#!/usr/bin/env python3
"""Rewrites `git log` to `git --no-pager log`: an agent cannot leave a pager.

Answers `modify` with the whole tool input, in which only the command is changed. Handles an argv, and a text for a
shell (`bash -c TEXT`), which most agents send. A text with quotes or escapes is rewritten only if it is a single git
command; any other text is not changed.
"""

import json
import os
import re
import shlex
import sys

PAGED = ("log", "diff", "show", "blame", "branch", "tag", "grep", "stash", "reflog")
SHELLS = {"sh", "bash", "zsh"}
# `git` and one of the PAGED subcommands, at the beginning of a command.
BEGINS = re.compile(r"(^|[;&|(]\s*)git\s+(?=(?:%s)\b)" % "|".join(PAGED))


def without_pager(argv):
    """Returns an argv that runs without a pager, or `argv` unchanged."""
    if len(argv) > 1 and os.path.basename(argv[0]) == "git" and argv[1] in PAGED:
        return [argv[0], "--no-pager", *argv[1:]]
    if len(argv) == 3 and os.path.basename(argv[0]) in SHELLS and argv[1] in ("-c", "-lc"):
        return [*argv[:2], without_pager_text(argv[2])]
    return argv


def without_pager_text(text):
    if not re.search(r"[\"'\\`$<]", text):
        return BEGINS.sub(r"\1git --no-pager ", text)
    try:
        words = shlex.split(text)
    except ValueError:
        return text
    alone = not re.search(r"[;&|\n`$(<]", text)
    return BEGINS.sub(r"\1git --no-pager ", text, count=1) if alone and words[:1] == ["git"] else text


tool_input = json.load(sys.stdin)["hook_event"]["tool_input"]
command = tool_input.get("command") if isinstance(tool_input, dict) else None
if isinstance(command, list) and all(isinstance(word, str) for word in command):
    rewritten = without_pager(command)
    if rewritten != command:
        content = {**tool_input, "command": rewritten}
        notice = "git runs without its pager"
        print(json.dumps({"decision": "modify", "content": content, "notice": notice}))
