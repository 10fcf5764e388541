#!/usr/bin/env python3
"""Formats the files that the agent has just written, if a formatter for it is installed.

Tells the model when the file changed, so that its next edit starts from what is really there.
"""

import json
import os
import re
import shutil
import subprocess
import sys

# Ending -> formatters, the first that is installed is used.
FORMATTERS = {
    ".rs": [["rustfmt", "--edition", "2024"]],
    ".py": [["ruff", "format", "--quiet"], ["black", "--quiet"]],
    ".go": [["gofmt", "-w"]],
}


def written_files(event):
    """The files a tool call wrote, if they lie in the session's folder."""
    tool_input = event["hook_event"]["tool_input"]
    cwd = os.path.realpath(event["cwd"])
    for name in named_files(tool_input):
        path = os.path.realpath(os.path.join(cwd, name))
        inside = path.startswith(cwd.rstrip("/") + "/")
        if inside and os.path.isfile(path):
            yield path


def named_files(tool_input):
    """One file under the field that the agent calls it by, or those of a patch."""
    if isinstance(tool_input, str):
        return re.findall(r"^\*\*\* (?:Add File|Update File|Move to): (.+?)\s*$", tool_input, re.MULTILINE)
    fields = tool_input if isinstance(tool_input, dict) else {}
    named = [fields[key] for key in ("file_path", "path", "filePath") if isinstance(fields.get(key), str)]
    return named[:1] or named_files(fields.get("command") if isinstance(fields.get("command"), str) else "")


def contents(path):
    with open(path, "rb") as file:
        return file.read()


def format_file(path):
    """What to tell the model of a file; None: it did not change."""
    candidates = FORMATTERS.get(os.path.splitext(path)[1], [])
    formatter = next((argv for argv in candidates if shutil.which(argv[0])), None)
    if not formatter:
        return None
    before = contents(path)
    # An absolute path: no file name can be taken for an option.
    done = subprocess.run([*formatter, path], capture_output=True, text=True, check=False)
    name = os.path.basename(path)
    if done.returncode != 0:
        return f"{formatter[0]} could not format {name}: {done.stderr.strip()[:500]}"
    return f"{formatter[0]} has reformatted {name}; read it again" if contents(path) != before else None


told = [text for text in map(format_file, written_files(json.load(sys.stdin))) if text]
if told:
    print(json.dumps({"context": "\n".join(told)}))
