"""The replies of each agent's model API for one turn."""

import json
import uuid


def shell_call(protocol, command):
    """Returns the call of the agent's shell tool in this protocol."""
    return {
        "openai-responses": ("exec_command", {"cmd": command}),
        "gemini": ("run_shell_command", {"command": command}),
        "anthropic": ("Bash", {"command": command, "description": "a step of the test"}),
        "openai-chat": ("bash", {"command": command, "description": "a step of the test"}),
    }[protocol]


class Protocol:
    name = ""

    def __init__(self, mock, http, body):
        self.mock, self.http, self.body = mock, http, body

    def call(self, turn):
        """Returns (name, arguments) of the turn's tool call, or None."""
        if "tool" in turn:
            return shell_call(self.name, turn["command"])
        if "call" in turn:
            return turn["call"], turn["args"]
        return None


class Responses(Protocol):
    name = "openai-responses"

    def answer(self):
        turn = self.mock.take(self.http, self.body, bool(self.body.get("tools")))
        ident = "resp_" + uuid.uuid4().hex[:12]
        call = self.call(turn)
        if call:
            item = {"type": "function_call", "id": "fc_" + ident, "call_id": "call_" + ident, "name": call[0],
                    "arguments": json.dumps(call[1])}
            if turn.get("namespace"):
                item["namespace"] = turn["namespace"]
            if turn.get("custom"):
                item = {"type": "custom_tool_call", "id": "ct_" + ident, "call_id": "call_" + ident, "name": call[0],
                        "input": call[1]}
        else:
            item = {"type": "message", "role": "assistant", "id": "msg_" + ident,
                    "content": [{"type": "output_text", "text": turn["text"]}]}
        usage = {"input_tokens": 10, "input_tokens_details": None, "output_tokens": 5, "output_tokens_details": None,
                 "total_tokens": 15}
        self.http.stream([
            ("response.created", {"type": "response.created", "response": {"id": ident}}),
            ("response.output_item.done", {"type": "response.output_item.done", "item": item}),
            ("response.completed", {"type": "response.completed", "response": {"id": ident, "usage": usage}}),
        ])


class Chat(Protocol):
    name = "openai-chat"

    def answer(self):
        turn = self.mock.take(self.http, self.body, bool(self.body.get("tools")))
        ident = "chatcmpl-" + uuid.uuid4().hex[:12]
        call = self.call(turn)
        if call:
            delta = {"role": "assistant", "content": None, "tool_calls": [
                {"index": 0, "id": "call_" + ident[-8:], "type": "function",
                 "function": {"name": call[0], "arguments": json.dumps(call[1])}}]}
            finish = "tool_calls"
        else:
            delta, finish = {"role": "assistant", "content": turn["text"]}, "stop"
        usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
        base = {"id": ident, "object": "chat.completion.chunk", "created": 1, "model": self.body.get("model", "m")}
        if not self.body.get("stream"):
            if call:
                delta["tool_calls"][0].pop("index")
            self.http.plain(200, {**base, "object": "chat.completion", "usage": usage,
                                  "choices": [{"index": 0, "message": delta, "finish_reason": finish}]})
            return
        self.http.stream([
            (None, {**base, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}),
            (None, {**base, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}),
            (None, {**base, "choices": [], "usage": usage}),
            (None, "[DONE]"),
        ])


class Anthropic(Protocol):
    name = "anthropic"

    def answer(self):
        main = any(t.get("name") in ("Bash", "Read") for t in self.body.get("tools") or [])
        turn = self.mock.take(self.http, self.body, main)
        ident = "msg_" + uuid.uuid4().hex[:12]
        call = self.call(turn)
        model = self.body.get("model", "m")
        if call:
            block = {"type": "tool_use", "id": "toolu_" + ident[4:], "name": call[0], "input": {}}
            delta = {"type": "input_json_delta", "partial_json": json.dumps(call[1])}
            reason = "tool_use"
        else:
            block = {"type": "text", "text": ""}
            delta = {"type": "text_delta", "text": turn["text"]}
            reason = "end_turn"
        usage = {"input_tokens": 10, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0, "output_tokens": 5}
        message = {"id": ident, "type": "message", "role": "assistant", "model": model, "content": [],
                   "stop_reason": None, "stop_sequence": None, "usage": usage}
        if not self.body.get("stream"):
            whole = {**block, "input": call[1]} if call else {"type": "text", "text": turn["text"]}
            self.http.plain(200, {**message, "content": [whole], "stop_reason": reason})
            return
        self.http.stream([
            ("message_start", {"type": "message_start", "message": message}),
            ("content_block_start", {"type": "content_block_start", "index": 0, "content_block": block}),
            ("content_block_delta", {"type": "content_block_delta", "index": 0, "delta": delta}),
            ("content_block_stop", {"type": "content_block_stop", "index": 0}),
            ("message_delta", {"type": "message_delta", "delta": {"stop_reason": reason, "stop_sequence": None},
                               "usage": {"output_tokens": 5}}),
            ("message_stop", {"type": "message_stop"}),
        ])


class Gemini(Protocol):
    name = "gemini"

    def answer(self):
        declared = [f.get("name") for t in self.body.get("tools") or [] for f in t.get("functionDeclarations") or []]
        turn = self.mock.take(self.http, self.body, "read_file" in declared)
        call = self.call(turn)
        if call:
            part = {"functionCall": {"name": call[0], "args": call[1], "id": "call-" + uuid.uuid4().hex[:8]}}
        else:
            text = turn["text"]
            schema = (self.body.get("generationConfig") or {}).get("responseSchema") or (
                self.body.get("generationConfig") or {}).get("responseJsonSchema")
            if schema:
                text = json.dumps({"model_choice": "pro", "reasoning": "mock", "next_speaker": "user"})
            part = {"text": text}
        value = {
            "candidates": [{"content": {"role": "model", "parts": [part]}, "finishReason": "STOP", "index": 0}],
            "usageMetadata": {"promptTokenCount": 10, "candidatesTokenCount": 5, "totalTokenCount": 15},
            "modelVersion": "mock", "responseId": uuid.uuid4().hex,
        }
        if ":streamGenerateContent" in self.http.path:
            self.http.stream([(None, value)])
        else:
            self.http.plain(200, value)
