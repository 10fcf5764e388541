#!/usr/bin/env python3
"""Refuses shell commands that cannot be undone.

Reads a `pre_tool_use` event on stdin. Exit 0 without output: no objection. Exit 2: the command is
refused, the reason is on stderr. A JSON object on stdout: the user is asked.

It prevents common accidents. It is not a sandbox: a command can be written so that the guard misses it.
"""

import json
import os
import re
import shlex
import sys

SHELLS = {"sh", "bash", "zsh", "dash", "ksh"}
# Programs that run another program: name -> the options that take a value.
WRAPPERS = {
    "sudo": {"-u", "-g", "-h", "-p", "-C", "-r", "-t", "-D", "--user", "--group"},
    "doas": {"-u", "-C"},
    "env": {"-u", "-C", "-S", "--unset", "--chdir"},
    "nice": {"-n"},
    "ionice": {"-c", "-n"},
    "timeout": {"-k", "-s", "--kill-after", "--signal"},
    "stdbuf": {"-i", "-o", "-e"},
    "xargs": {"-n", "-P", "-I", "-L", "-d", "-a", "-E", "-s"},
    "nohup": set(),
    "time": {"-f", "-o"},
    "command": set(),
    "exec": {"-a"},
    "builtin": set(),
    "busybox": set(),
}
# If a text cannot be split into words, it is refused if it contains one of these commands.
RISKY = re.compile(r"\b(rm|rmdir|dd|mkfs\S*|shred|git\s+push|chmod|chown)\b")
SEPARATORS = set(";&|()\n")
DEVICE = re.compile(r"/dev/(sd|hd|vd|xvd|nvme|mmcblk|disk|mapper/)")


class Block(Exception):
    """The command must not run."""


# Questions for the user, in the order in which they were found. A block that is found later overrides them.
QUESTIONS = []


def main():
    try:
        event = json.load(sys.stdin)
        call = event["hook_event"]
        tool_input = call["tool_input"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Block(f"the guard cannot read the event: {error!r}") from error
    command = tool_input.get("command") if isinstance(tool_input, dict) else None
    cwd = event.get("cwd") or "/"
    if isinstance(command, list) and all(isinstance(word, str) for word in command):
        folder = tool_input.get("workdir") or "."
        judge_argv(command, os.path.join(cwd, str(folder)), 0)
    elif isinstance(command, str):
        judge_text(command, cwd, 0)


def judge_argv(argv, cwd, depth):
    """Judges one command that runs without a shell."""
    if depth > 8:
        raise Block("the command is nested too deeply to be judged")
    argv = without_wrappers(argv)
    if not argv:
        return
    name, rest = os.path.basename(argv[0]), argv[1:]
    if name in SHELLS:
        for position, word in enumerate(rest):
            if word.startswith("-") and not word.startswith("--") and "c" in word:
                judge_text(" ".join(rest[position + 1 : position + 2]), cwd, depth + 1)
                return
    elif name == "eval":
        judge_text(" ".join(rest), cwd, depth + 1)
    elif name == "rm":
        judge_rm(rest, cwd)
    elif name == "git":
        judge_git(rest)
    elif name == "dd":
        if any(word.startswith("of=") and DEVICE.match(word[3:]) for word in rest):
            raise Block("`dd` would overwrite a device")
    elif name.startswith("mkfs") or name in {"wipefs", "fdisk", "parted"}:
        raise Block(f"`{name}` would change a file system or its partitions")
    elif name == "shred":
        raise Block("`shred` destroys files for good")
    elif name in {"chmod", "chown", "chgrp"}:
        if has_flag(rest, "R", "--recursive"):
            for path in operands(rest)[1:]:
                if is_wide(path, cwd):
                    raise Block(f"`{name}` would change everything under `{path}`")
    elif name == "find":
        if "-delete" in rest:
            for path in rest[: next((i for i, w in enumerate(rest) if w.startswith("-")), 0)]:
                if is_wide(path, cwd):
                    raise Block(f"`find` would delete everything it finds under `{path}`")
        for position, word in enumerate(rest):
            if word in {"-exec", "-execdir", "-ok"}:
                judge_argv(rest[position + 1 :], cwd, depth + 1)


def judge_text(text, cwd, depth):
    """Judges a text for a shell, command by command."""
    if depth > 8:
        raise Block("the command is nested too deeply to be judged")
    if re.search(r":\s*\(\s*\)\s*\{.*:\s*\|\s*:", text):
        raise Block("this is a fork bomb")
    if re.search(r">\s*" + DEVICE.pattern, text):
        raise Block("the output would overwrite a device")
    if re.search(r"\b(curl|wget)\b[^;&\n]*\|\s*(sudo\s+)?(ba|z|da|k)?sh\b", text):
        QUESTIONS.append("the command runs a downloaded text unchecked")
    # The command in a substitution runs too.
    for inner in re.findall(r"\$\(([^()]*)\)", text) + re.findall(r"`([^`]*)`", text):
        judge_text(inner, cwd, depth + 1)
    lexer = shlex.shlex(text.replace("\\\n", " "), posix=True, punctuation_chars=";&|()<>\n")
    lexer.whitespace = " \t\r"
    lexer.whitespace_split = True
    lexer.commenters = ""
    words = []
    try:
        for token in lexer:
            if token and set(token) <= SEPARATORS:
                judge_words(words, cwd, depth)
                words = []
            else:
                words.append(token)
    except ValueError as error:
        if RISKY.search(text):
            raise Block(f"the command cannot be split into words ({error}) and may be destructive") from error
        return
    judge_words(words, cwd, depth)


def judge_words(words, cwd, depth):
    """Judges one simple command of a shell text."""
    keywords = {"if", "then", "else", "elif", "do", "while", "until", "!", "{", "}"}
    while words and (words[0] in keywords or re.match(r"^\w+=", words[0])):
        words = words[1:]
    if words:
        judge_argv(words, cwd, depth + 1)


def without_wrappers(argv):
    """Returns the command inside wrappers, such as `rm` in `sudo -u root env A=1 timeout 5 rm`."""
    argv = list(argv)
    while argv:
        name = os.path.basename(argv[0])
        if name not in WRAPPERS:
            return argv
        argv.pop(0)
        while argv and (argv[0].startswith("-") or (name == "env" and "=" in argv[0])):
            if argv.pop(0) in WRAPPERS[name] and argv:
                argv.pop(0)
        if name == "timeout" and argv:
            argv.pop(0)
    return argv


def judge_rm(rest, cwd):
    if not has_flag(rest, "rR", "--recursive"):
        return
    if "--no-preserve-root" in rest:
        raise Block("`rm --no-preserve-root` is never needed")
    forced = has_flag(rest, "f", "--force")
    if forced and not operands(rest):
        QUESTIONS.append("`rm` gets the paths from another command, so it is unknown what it would delete")
    for path in operands(rest):
        if is_wide(path, cwd):
            raise Block(f"`rm` would delete everything under `{path}`")
        if forced and re.match(r"^[$`]", path):
            QUESTIONS.append(f"`rm` would delete `{path}`, and it is unknown which file that is")


def judge_git(rest):
    words = list(rest)
    while words and words[0].startswith("-"):
        if words.pop(0) in {"-C", "-c", "--git-dir", "--work-tree", "--namespace"} and words:
            words.pop(0)
    if not words:
        return
    command, words = words[0], words[1:]
    if command == "push":
        forced = has_flag(words, "f", "--force") or any(word.startswith("+") for word in words)
        if forced or "--mirror" in words:
            raise Block("a forced push overwrites what others have pushed; use --force-with-lease")
    elif command == "reset" and "--hard" in words:
        QUESTIONS.append("`git reset --hard` throws uncommitted work away")
    elif command == "clean" and has_flag(words, "f", "--force"):
        QUESTIONS.append("`git clean` deletes files that git does not know")


def has_flag(words, letters, long):
    """Returns whether the words contain a short flag (`-rf` contains `r`) or the long flag."""
    for word in words:
        if word == "--":
            return False
        if word == long or word.startswith(long + "="):
            return True
        if re.match(r"^-[A-Za-z]+$", word) and any(letter in word for letter in letters):
            return True
    return False


def operands(words):
    """Returns the words that are not options."""
    if "--" in words:
        after = words.index("--")
        return operands(words[:after]) + words[after + 1 :]
    return [word for word in words if not word.startswith("-")]


def is_wide(path, cwd):
    """Returns whether a path contains too much to be deleted.

    Such a path is `.git`, the root, a folder directly below the root, or a folder that is or contains the session's
    folder or the home folder.
    """
    home = os.path.expanduser("~")
    for spelt in ("${HOME}", "$HOME"):
        if path == spelt or path.startswith(spelt + "/"):
            path = home + path[len(spelt) :]
    for spelt in ("${PWD}", "$PWD"):
        if path == spelt or path.startswith(spelt + "/"):
            path = cwd + path[len(spelt) :]
    path = os.path.expanduser(path)
    # Treat `dir/*` and `dir/.*` like the folder itself.
    while os.path.basename(path.rstrip("/")) in {"*", ".*", "{*,.*}"}:
        path = os.path.dirname(path.rstrip("/")) or "."
    full = os.path.normpath(os.path.join(cwd, path))
    # POSIX keeps a leading `//`.
    full = "/" + full.lstrip("/")
    cwd = os.path.normpath(cwd)
    at_the_top = full.count("/") <= 1
    holds_the_session = cwd == full or cwd.startswith(full.rstrip("/") + "/")
    holds_home = home == full or home.startswith(full.rstrip("/") + "/")
    return at_the_top or holds_the_session or holds_home or os.path.basename(full) == ".git"


if __name__ == "__main__":
    try:
        main()
    except Block as reason:
        print(reason, file=sys.stderr)
        sys.exit(2)
    if QUESTIONS:
        print(json.dumps({"decision": "ask", "message": "; ".join(QUESTIONS)}))
