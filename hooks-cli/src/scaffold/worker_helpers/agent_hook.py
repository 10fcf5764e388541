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
has returned is not part of the event: a child gets a broken pipe, and a thread's text goes to the log,
or to the output of a later event if that event is being judged.
Copy this file beside your hook; it needs Python 3.8 and nothing else.
"""

import json
import os
import re
import select
import sys
import threading
import traceback
import warnings

# The agent reads at most 1 MiB of an output. One byte more tells it that the output is longer.
LIMIT = (1 << 20) + 1
# The longest line of the protocol.
MAX_LINE = 8 << 20


def serve(judge):
    if os.environ.get("AGENT_HOOKS_WORKER") != "1":
        answer = judge(json.load(sys.stdin))
        if answer is not None:
            print(json.dumps(answer))
        return
    # A hook that `judge` starts as a child is not a worker.
    del os.environ["AGENT_HOOKS_WORKER"]
    # Move the protocol to descriptors that children do not inherit. Between two events, stdout is the log.
    messages, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    sys.stdout.flush()
    # `judge` may fork: the thread that reads its output holds no lock that the child needs.
    warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
    for line in messages:
        message = json.loads(line)
        if message["type"] == "hello":
            reply = {"type": "hello", "protocol": 1, "max_in_flight": 1}
        elif message["type"] == "event":
            reply = {"id": message["id"], **_answer(judge, message)}
        else:
            continue
        line = json.dumps(reply, ensure_ascii=False).encode() + b"\n"
        if len(line) > MAX_LINE:
            # JSON writes a control character as six bytes. With one byte for each, every reply fits.
            line = re.sub(rb"\\(u....|.)", lambda found: b"?" if len(found[0]) == 6 else found[0], line)
        replies.write(line)
        replies.flush()


def _answer(judge, message):
    log, code, process = os.dup(2), 0, os.getpid()
    output = _Output()
    for descriptor, name in (1, "stdout"), (2, "stderr"):
        if getattr(getattr(sys, name), "closed", False):  # by an earlier event
            setattr(sys, name, open(descriptor, "w", closefd=False))
    before = {name: os.environ.get(name) for name in message["env"]}
    try:
        os.chdir(message["cwd"])
        os.environ.update(message["env"])
        answer = judge(message["payload"])
        if answer is not None:
            print(json.dumps(answer))
    except SystemExit as end:
        code = _exit_code(end)
    except BaseException:
        code = 1
        try:
            sys.excepthook(*sys.exc_info())
        except SystemExit as end:
            code = _exit_code(end)
        except BaseException:
            traceback.print_exc()
    # A script can print to the original streams while others take their place.
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        try:
            stream.flush()
        except Exception:
            pass  # The script closed this stream, or has put an object of its own in its place.
    if os.getpid() != process:
        os._exit(code)  # A child that judge forked: only its parent replies.
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    stdout, stderr = output.end()
    for name, value in before.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
    return {"exit": code, "stdout": stdout, "stderr": stderr}


def _exit_code(end):
    if end.code is None or isinstance(end.code, int):
        return (end.code or 0) & 0xFF
    print(end.code, file=sys.stderr)
    return 1


class _Output:
    """Makes descriptors 1 and 2 pipes, and reads these pipes in a thread until `end` is called.

    Files would be simpler, but a child that opens /dev/stdout would empty them. Each event needs new
    pipes, because a child of an earlier event may still write.
    """

    def __init__(self):
        self.stop, self.ending = os.pipe()
        self.texts = {}
        for descriptor in (1, 2):
            reading, writing = os.pipe()
            os.dup2(writing, descriptor)
            os.close(writing)
            self.texts[reading] = bytearray()
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self):
        poll, stopping = select.poll(), False
        for reading in (self.stop, *self.texts):
            poll.register(reading, select.POLLIN)
        while True:
            ready = [reading for reading, _ in poll.poll(0 if stopping else None)]
            # Before the thread stops, it reads the text that is already in the pipes.
            if stopping and not ready:
                return
            for reading in ready:
                if reading == self.stop:
                    stopping = True
                    poll.unregister(reading)
                    continue
                chunk, text = os.read(reading, 1 << 16), self.texts[reading]
                text += chunk[: LIMIT - len(text)]
                if not chunk or (stopping and len(text) == LIMIT):
                    poll.unregister(reading)

    def end(self):
        # A child that `judge` forked keeps this pipe open, so closing it would not be seen.
        os.write(self.ending, b".")
        os.close(self.ending)
        self.thread.join()
        for reading in (self.stop, *self.texts):
            os.close(reading)
        return [text.decode(errors="replace") for text in self.texts.values()]
