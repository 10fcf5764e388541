"""Lets a Python hook run in both modes: started for each event, or as a worker.

    from agent_hook import serve

    def judge(event):
        if "--force" in str(event):
            return {"decision": "block", "message": "not with --force"}

    serve(judge)

`judge` gets the event as the hook reads it on stdin. It may return an answer, print one, write to
stderr or call sys.exit(), with the same meaning as in a hook that is started for the event. This
includes the output of its child processes. Stdin is empty for `judge` and its children.

Join the threads that `judge` starts. In a worker, text that a thread or a child writes after `judge`
has returned is not part of the event: a child's text is lost, and a thread's text goes to the log, or
to the output of a later event if that event is being judged.
Copy this file beside your hook; it needs Python 3.8 and nothing else.
"""

import json
import os
import sys
import traceback

# The agent reads at most 1 MiB of an output. One byte more tells it that the output is longer.
LIMIT = (1 << 20) + 1


def serve(judge):
    if os.environ.get("AGENT_HOOKS_WORKER") != "1":
        answer = judge(json.load(sys.stdin))
        if answer is not None:
            print(json.dumps(answer))
        return
    # Move the protocol to descriptors that children do not inherit. Between two events, stdout is the log.
    messages, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    sys.stdout.flush()
    for line in messages:
        message = json.loads(line)
        if message["type"] == "hello":
            reply = {"type": "hello", "protocol": 1, "max_in_flight": 1}
        elif message["type"] == "event":
            reply = {"id": message["id"], **_answer(judge, message)}
        else:
            continue
        replies.write(json.dumps(reply, ensure_ascii=False).encode() + b"\n")
        replies.flush()


def _answer(judge, message):
    log, code, process = os.dup(2), 0, os.getpid()
    out, err = _file(), _file()
    os.dup2(out, 1)
    os.dup2(err, 2)
    before = {name: os.environ.get(name) for name in message["env"]}
    try:
        os.chdir(message["cwd"])
        os.environ.update(message["env"])
        answer = judge(message["payload"])
        if answer is not None:
            print(json.dumps(answer))
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            code = (end.code or 0) & 0xFF
        else:
            print(end.code, file=sys.stderr)
            code = 1
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    if os.getpid() != process:
        os._exit(code)  # A child that judge forked: only its parent replies.
    os.dup2(log, 1)
    os.dup2(log, 2)
    texts = [os.pread(file, LIMIT, 0).decode(errors="replace") for file in (out, err)]
    for file in (log, out, err):
        os.close(file)
    for name, value in before.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
    return {"exit": code, "stdout": texts[0], "stderr": texts[1]}


def _file():
    """Opens an unnamed file. Each event needs a new one: a child of an earlier event may still write."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("output")
    from tempfile import TemporaryFile

    with TemporaryFile() as file:
        return os.dup(file.fileno())
