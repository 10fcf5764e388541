#!/usr/bin/env python3
"""Rewrites `git log` to `git --no-pager log`: an agent cannot leave a pager.

Answers `modify` with the whole tool input, every other argument kept. Anything but a git command
given as an argv of its own is left alone.
"""

import json
import os
import sys

PAGED = {"log", "diff", "show", "blame", "branch", "tag", "grep", "stash", "reflog"}

tool_input = json.load(sys.stdin)["hook_event"]["tool_input"]
command = tool_input.get("command") if isinstance(tool_input, dict) else None
if (
    isinstance(command, list)
    and len(command) > 1
    and os.path.basename(command[0]) == "git"
    and command[1] in PAGED
):
    rewritten = [command[0], "--no-pager", *command[1:]]
    print(
        json.dumps(
            {
                "decision": "modify",
                "content": {**tool_input, "command": rewritten},
                "notice": "git runs without its pager",
            }
        )
    )
