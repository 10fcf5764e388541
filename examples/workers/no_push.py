#!/usr/bin/env python3
"""Refuses `git push --force`. Works when started for each event and with launch = "worker"."""

import re

from agent_hook import serve


def judge(event):
    command = event["hook_event"]["tool_input"]["command"]
    # `bash -c TEXT` is a command too: its text is split like all the other words.
    words = set(re.split(r"[\s;&|()'\"]+", " ".join(command)))
    if {"git", "push"} <= words and words & {"--force", "-f"}:
        return {"decision": "block", "message": "push without --force"}


serve(judge)
