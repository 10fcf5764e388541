"""Codex's app server: the only way to see its approvals, and to trust hooks without its terminal interface."""

import json
import queue
import subprocess
import threading
import time

from ..process import Run


class Server:
    def __init__(self, agent, box):
        env = box.environment({"CODEX_HOME": box.home / ".codex"})
        self.process = subprocess.Popen(
            [str(a) for a in agent.binary()] + ["app-server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, env=env, cwd=box.project)
        self.box, self.count = box, 0
        self.replies, self.notes, self.asked, self.answers = queue.Queue(), [], [], {}
        threading.Thread(target=self._read, daemon=True).start()
        self.call("initialize", {"clientInfo": {"name": "kit", "version": "1"}, "capabilities": {"experimentalApi": True}})
        self._send({"method": "initialized"})

    def _read(self):
        for line in self.process.stdout:
            value = json.loads(line)
            if "id" in value and "method" in value:
                self.asked.append(value)
                if value["method"] in self.answers:
                    self._send({"id": value["id"], "result": self.answers[value["method"]]})
            elif "id" in value:
                self.replies.put(value)
            else:
                self.notes.append(value)

    def _send(self, value):
        self.process.stdin.write(json.dumps(value) + "\n")
        self.process.stdin.flush()

    def call(self, method, params):
        self.count += 1
        self._send({"id": self.count, "method": method, "params": params})
        while True:
            value = self.replies.get(timeout=30)
            if value["id"] == self.count:
                return value

    def wait(self, method, limit=40):
        end = time.time() + limit
        while time.time() < end:
            if any(n["method"] == method for n in self.notes):
                return True
            time.sleep(0.05)
        return False

    def trust(self):
        """Trusts every hook as it is now, as a person does in the terminal interface."""
        listed = self.call("hooks/list", {"cwds": [str(self.box.project)]})["result"]["data"][0]["hooks"]
        value = {h["key"]: {"trusted_hash": h["currentHash"]} for h in listed}
        edit = {"keyPath": "hooks.state", "value": value, "mergeStrategy": "upsert"}
        return self.call("config/batchWrite", {"edits": [edit], "reloadUserConfig": True})

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def run(agent, box, mock):
    """Runs one turn with approvals and grants all of them."""
    began = time.time()
    server = Server(agent, box)
    server.trust()
    server.answers = {"item/commandExecution/requestApproval": {"decision": "accept"}}
    where = {"cwd": str(box.project), "approvalPolicy": "untrusted", "sandbox": "danger-full-access"}
    thread = server.call("thread/start", where)["result"]["thread"]["id"]
    server.call("turn/start", {"threadId": thread, "input": [{"type": "text", "text": "do it"}]})
    done = server.wait("turn/completed")
    runs = [n["params"]["run"] for n in server.notes if n["method"] == "hook/completed"]
    texts = [f"hook: {r['eventName']} {r['status']} {json.dumps([e['text'] for e in r.get('entries', [])])}\n" for r in runs]
    server.close()
    return Run(0, "", "".join(texts), time.time() - began, mock, server.asked, not done)
