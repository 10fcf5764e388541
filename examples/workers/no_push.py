#!/usr/bin/env python3
"""Refuses `git push --force`. Runs started for each event, or with launch = "worker"."""

from agent_hook import serve


def judge(event):
    command = event["hook_event"]["tool_input"]["command"]
    if command[:2] == ["git", "push"] and "--force" in command:
        return {"decision": "block", "message": "push without --force"}


serve(judge)
