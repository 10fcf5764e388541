"""Lets a Python hook run in both modes: started for each event, or as a worker.

    from agent_hook import serve

    def judge(event):
        if "--force" in str(event):
            return {"decision": "block", "message": "not with --force"}

    serve(judge)

`judge` gets the event as the hook reads it on stdin. It may return an answer, print one, write to
stderr or call sys.exit(), with the same meaning as in a hook that is started for the event.
Copy this file beside your hook; it needs Python 3.8 and nothing else.
"""

import contextlib
import io
import json
import os
import sys
import traceback


def serve(judge):
    if os.environ.get("AGENT_HOOKS_WORKER") != "1":
        answer = judge(json.load(sys.stdin))
        if answer is not None:
            print(json.dumps(answer))
        return
    # Replies go to the original stdout. Prints of other code go to stderr, which is the log.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    for line in sys.stdin.buffer:
        message = json.loads(line)
        if message["type"] == "hello":
            reply = {"type": "hello", "protocol": 1, "max_in_flight": 1}
        elif message["type"] == "event":
            reply = {"id": message["id"], **_answer(judge, message)}
        else:
            continue
        replies.write(json.dumps(reply).encode() + b"\n")
        replies.flush()


def _answer(judge, message):
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            os.chdir(message["cwd"])
            os.environ.update(message["env"])
            answer = judge(message["payload"])
            if answer is not None:
                print(json.dumps(answer))
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
            if isinstance(end.code, str):
                print(end.code, file=err)
        except BaseException:
            traceback.print_exc()
            code = 1
    return {"exit": code, "stdout": out.getvalue(), "stderr": err.getvalue()}
