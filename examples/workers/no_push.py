#!/usr/bin/env python3
"""Refuses `git push --force`. Works when started for each event and with launch = "worker"."""

import re

from agent_hook import serve


def judge(event):
    command = event["hook_event"]["tool_input"]["command"]
    # The text in `bash -c TEXT` contains commands too, so split it like the other words.
    words = set(re.split(r"[\s;&|()'\"]+", " ".join(command)))
    if {"git", "push"} <= words and words & {"--force", "-f"}:
        return {"decision": "block", "message": "push without --force"}


serve(judge)
