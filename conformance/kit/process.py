"""Runs an agent in a process group of its own, and keeps its output and its requests."""

import json
import os
import shlex
import signal
import subprocess
import threading
import time


class Run:
    """The record of one run."""

    def __init__(self, rc, out, err, wall, mock, asked, timed_out):
        self.rc, self.out, self.err, self.wall, self.timed_out = rc, out, err, wall, timed_out
        self.requests, self.asked = mock.requests, asked
        self.bodies = mock.main_bodies()

    def model_saw(self, word):
        return any(word in json.dumps(b) for b in self.bodies)

    def user_saw(self, word):
        return word in self.out or word in self.err


def at_terminal(argv):
    """Returns a command that runs `argv` in a new terminal, at which no person answers."""
    return ["script", "-qec", shlex.join(str(a) for a in argv), "/dev/null"]


def execute(argv, box, env, mock, limit, talk=None):
    """Runs the agent; `talk(process, asked)` drives its stdin and returns its stdout."""
    began = time.time()
    process = subprocess.Popen(
        [str(a) for a in argv], cwd=box.project, env=env, text=True, errors="replace", start_new_session=True,
        stdin=subprocess.PIPE if talk else subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    asked, timed_out = [], threading.Event()

    def end():
        timed_out.set()
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    timer = threading.Timer(limit, end)
    timer.start()
    try:
        if talk:
            errors = []
            drain = threading.Thread(target=lambda: errors.append(process.stderr.read()), daemon=True)
            drain.start()
            out = talk(process, asked)
            process.wait()
            drain.join(5)
            err = "".join(errors)
        else:
            out, err = process.communicate()
    finally:
        timer.cancel()
    return Run(process.returncode, out, err, time.time() - began, mock, asked, timed_out.is_set())
