// Lets a Node hook run in both modes: started for each event, or as a worker.
//
//     import { serve } from "./agent_hook.mjs";
//     serve((event) => {
//       if (JSON.stringify(event).includes("--force"))
//         return { decision: "block", message: "not with --force" };
//     });
//
// The function gets the event as the hook reads it on stdin and returns an answer or `undefined`. The
// function may be async. An error is a failure, as for a hook that is started for the event. In a worker,
// console.log writes to the log. Copy this file beside your hook; it needs Node 18 and nothing else.

import { createInterface } from "node:readline";

export async function serve(judge) {
  const write = (value) => process.stdout.write(JSON.stringify(value) + "\n");
  if (process.env.AGENT_HOOKS_WORKER !== "1") {
    let text = "";
    for await (const chunk of process.stdin.setEncoding("utf8")) text += chunk;
    const answer = await judge(JSON.parse(text));
    if (answer !== undefined) write(answer);
    return;
  }
  console.log = console.info = console.debug = console.error;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const message = JSON.parse(line);
    if (message.type === "hello") write({ type: "hello", protocol: 1, max_in_flight: 1 });
    if (message.type === "event") write({ id: message.id, ...(await reply(judge, message)) });
  }
}

async function reply(judge, message) {
  try {
    process.chdir(message.cwd);
    Object.assign(process.env, message.env);
    const answer = await judge(message.payload);
    return answer === undefined ? { exit: 0 } : { exit: 0, answer };
  } catch (error) {
    return { exit: 1, stderr: String(error?.stack ?? error) };
  }
}
