// Lets a Node hook run in both modes: started for each event, or as a worker.
//
//     import { serve } from "./agent_hook.mjs";
//     serve((event) => {
//       if (JSON.stringify(event).includes("--force"))
//         return { decision: "block", message: "not with --force" };
//     });
//
// The function gets the event as the hook reads it on stdin; it may be async. It may return an answer, print
// an answer, write to stderr, set process.exitCode, call process.exit() or throw, with the same meaning as in a hook
// that is started for the event.
//
// Three things differ in a worker. Await what you start: text that the function prints after it has returned
// goes to the log, or spoils the reply to a later event. process.exitCode belongs to the process, so do not set it
// after the function has returned. Descriptors 0 and 1 are the pipes of the protocol, and 2 is the log: do not use
// them directly, and do not give them to a child with `stdio: "inherit"`; print the child's output instead.
// Copy this file beside your hook; it needs Node 18 and nothing else.

import { AsyncLocalStorage } from "node:async_hooks";

// The agent reads at most 1 MiB of an output. One byte more tells it that the output is longer.
const LIMIT = (1 << 20) + 1;
// The longest line of the protocol.
const MAX_LINE = 8 << 20;
const EXITED = new Error("process.exit() was called");
// The event to which the running code belongs.
const current = new AsyncLocalStorage();
// The event that is being judged.
let active;
// Ends the line of other text before a reply.
let newline = "";
// The exit code that the script set outside of the function. It is the code of each event that sets none.
let exitCode;

export async function serve(judge) {
  if (process.env.AGENT_HOOKS_WORKER !== "1") {
    let text = "";
    for await (const chunk of process.stdin.setEncoding("utf8")) text += chunk;
    const answer = await judge(JSON.parse(text));
    if (answer !== undefined) console.log(JSON.stringify(answer));
    return;
  }
  // A hook that the function starts as a child is not a worker.
  delete process.env.AGENT_HOOKS_WORKER;
  const write = process.stdout.write.bind(process.stdout);
  const send = (value) => {
    let line = JSON.stringify(value) + "\n";
    // JSON writes a control character as six bytes. With one byte for each, every reply fits.
    if (Buffer.byteLength(line) > MAX_LINE)
      line = line.replace(/\\(u....|.)/g, (found) => (found.length === 6 ? "?" : found));
    write(newline + line);
  };
  capture(write);
  for await (const line of lines()) {
    const message = JSON.parse(line);
    if (message.type === "hello") {
      exitCode = process.exitCode;
      send({ type: "hello", protocol: 1, max_in_flight: 1 });
    }
    if (message.type === "event") send({ id: message.id, ...(await reply(judge, message)) });
  }
}

// Yields the lines of stdin. node:readline would end a line at U+2028 and U+2029 too, which JSON may contain.
async function* lines() {
  let parts = [];
  for await (const chunk of process.stdin.setEncoding("utf8")) {
    const [first, ...others] = chunk.split("\n");
    parts.push(first);
    for (const other of others) {
      yield parts.join("");
      parts = [other];
    }
  }
}

async function reply(judge, message) {
  const event = { stdout: [], stderr: [] };
  active = event;
  const before = Object.keys(message.env).map((name) => [name, process.env[name]]);
  process.exitCode = exitCode;
  await new Promise((resolve) => {
    event.end = () => {
      event.exit ??= Number(process.exitCode ?? 0) & 255;
      if (active === event) active = undefined;
      resolve();
    };
    current.run(event, async () => {
      try {
        process.chdir(message.cwd);
        Object.assign(process.env, message.env);
        const answer = await judge(message.payload);
        if (answer !== undefined) console.log(JSON.stringify(answer));
        // Node reports a rejected promise without a handler only after this turn.
        setImmediate(event.end);
      } catch (error) {
        fail(event, error);
      }
    });
  });
  process.exitCode = exitCode;
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  const text = (chunks) => Buffer.concat(chunks).subarray(0, LIMIT).toString();
  return { exit: event.exit, stdout: text(event.stdout), stderr: text(event.stderr) };
}

// Sends what the code of an event prints, and its exit, to this event; all other text goes to the log.
//
// The callbacks of a timer or pool that an earlier event started, or the script itself, do not belong to the event that
// is being judged, even if it waits for them. What they print goes to the agent as a line that is not a reply: there
// a block counts, an allow does not. Their exit or exception ends the worker.
function capture(write) {
  const log = process.stderr.write.bind(process.stderr);
  for (const stream of ["stdout", "stderr"]) {
    process[stream].write = (chunk, encoding, done) => {
      const event = current.getStore();
      if (!event || event.exit !== undefined) {
        if (stream === "stderr" || !active) return log(chunk, encoding, done);
        newline = "\n";
        return write(chunk, encoding, done);
      }
      if (typeof encoding === "function") [encoding, done] = [undefined, encoding];
      event[stream].push(Buffer.from(chunk, encoding));
      if (done) process.nextTick(done);
      return true;
    };
    // To end the real stream would end the protocol.
    process[stream].end = (chunk, encoding, done) => {
      if (typeof chunk === "function") [chunk, done] = [undefined, chunk];
      if (typeof encoding === "function") [encoding, done] = [undefined, encoding];
      if (chunk != null) process[stream].write(chunk, encoding);
      process.nextTick(() => {
        process[stream].emit("finish");
        done?.();
      });
      return process[stream];
    };
  }
  const exit = process.exit;
  process.exit = (code) => {
    const event = current.getStore();
    if (!event || (active && active !== event)) exit(code);
    if (event.exit === undefined && code !== undefined) process.exitCode = code;
    event.end();
    throw EXITED;
  };
  process.on("uncaughtException", (error) => {
    if (error === EXITED) return;
    const event = current.getStore();
    if (event && (!active || active === event)) return fail(event, error);
    console.error(error);
    exit(1);
  });
}

function fail(event, error) {
  if (error === EXITED) return;
  console.error(String(error?.stack ?? error));
  if (event.exit === undefined) process.exitCode = 1;
  event.end();
}
