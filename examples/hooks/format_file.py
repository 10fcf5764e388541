#!/usr/bin/env python3
"""Formats a file that the agent has just written, if a formatter for it is installed.

Tells the model when the file changed, so that its next edit starts from what is really there.
"""

import json
import os
import shutil
import subprocess
import sys

# Ending -> formatters, the first that is installed is used.
FORMATTERS = {
    ".rs": [["rustfmt", "--edition", "2024"]],
    ".py": [["ruff", "format", "--quiet"], ["black", "--quiet"]],
    ".go": [["gofmt", "-w"]],
}


def written_file(event):
    """The file a tool call wrote, if it lies in the session's folder."""
    tool_input = event["hook_event"]["tool_input"]
    if not isinstance(tool_input, dict):
        return None
    named = next(
        (tool_input[key] for key in ("file_path", "path", "filePath") if tool_input.get(key)), None
    )
    if not isinstance(named, str):
        return None
    cwd = os.path.realpath(event["cwd"])
    path = os.path.realpath(os.path.join(cwd, named))
    inside = path.startswith(cwd.rstrip("/") + "/")
    return path if inside and os.path.isfile(path) else None


def contents(path):
    with open(path, "rb") as file:
        return file.read()


path = written_file(json.load(sys.stdin))
candidates = FORMATTERS.get(os.path.splitext(path)[1], []) if path else []
formatter = next((argv for argv in candidates if shutil.which(argv[0])), None)
if formatter:
    before = contents(path)
    # An absolute path: no file name can be taken for an option.
    done = subprocess.run([*formatter, path], capture_output=True, text=True, check=False)
    name = os.path.basename(path)
    if done.returncode != 0:
        problem = done.stderr.strip()[:500]
        print(json.dumps({"context": f"{formatter[0]} could not format {name}: {problem}"}))
    elif contents(path) != before:
        print(json.dumps({"context": f"{formatter[0]} has reformatted {name}; read it again"}))
