#!/usr/bin/env python3
"""Formats the files that the agent has just written, if a formatter for them is installed.

Tells the model when a file changed, because its next edit must start from the new content.
"""

import json
import os
import re
import shutil
import subprocess
import sys

# File extension -> formatters. The first formatter that is installed is used.
FORMATTERS = {
    ".rs": [["rustfmt", "--edition", "2024"]],
    ".py": [["ruff", "format", "--quiet"], ["black", "--quiet"]],
    ".go": [["gofmt", "-w"]],
}


def written_files(event):
    """Yields the files that a tool call wrote, if they are in the session's folder."""
    tool_input = event["hook_event"]["tool_input"]
    cwd = os.path.realpath(event["cwd"])
    for name in named_files(tool_input):
        path = os.path.realpath(os.path.join(cwd, name))
        inside = path.startswith(cwd.rstrip("/") + "/")
        if inside and os.path.isfile(path):
            yield path


def named_files(tool_input):
    """Returns the file that the tool call names, or the files of a patch."""
    if isinstance(tool_input, str):
        return re.findall(r"^\*\*\* (?:Add File|Update File|Move to): (.+?)\s*$", tool_input, re.MULTILINE)
    fields = tool_input if isinstance(tool_input, dict) else {}
    named = [fields[key] for key in ("file_path", "path", "filePath") if isinstance(fields.get(key), str)]
    return named[:1] or named_files(fields.get("command") if isinstance(fields.get("command"), str) else "")


def contents(path):
    with open(path, "rb") as file:
        return file.read()


def format_file(path):
    """Formats a file. Returns a text for the model, or None if the file did not change."""
    candidates = FORMATTERS.get(os.path.splitext(path)[1], [])
    formatter = next((argv for argv in candidates if shutil.which(argv[0])), None)
    if not formatter:
        return None
    before = contents(path)
    # The path is absolute, so a file name cannot be mistaken for an option.
    done = subprocess.run([*formatter, path], capture_output=True, text=True, check=False)
    name = os.path.basename(path)
    if done.returncode != 0:
        return f"{formatter[0]} could not format {name}: {done.stderr.strip()[:500]}"
    return f"{formatter[0]} has reformatted {name}; read it again" if contents(path) != before else None


told = [text for text in map(format_file, written_files(json.load(sys.stdin))) if text]
if told:
    print(json.dumps({"context": "\n".join(told)}))
