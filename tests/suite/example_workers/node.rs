//! Node hooks: what they print, and how they end, means the same in both modes.

use super::scripts::{Script, blocked, blocks, failed, fine, says, script};
use super::*;

fn node(judge: &str) -> Option<Script> {
    let text = format!(
        "import {{ execFileSync }} from \"node:child_process\";\nimport {{ serve }} from \"./agent_hook.mjs\";\n\
         let open, gate;\nserve(async (event) => {{\n  \
         const word = event.hook_event.tool_input.command[0];\n{judge}\n}});\n"
    );
    script("node", "agent_hook.mjs", &text)
}

#[tokio::test]
async fn a_node_hook_may_print_exit_and_throw_in_both_modes() {
    let judge = r#"
  const block = JSON.stringify({ decision: "block", message: "no" });
  const later = (act) => new Promise(() => setTimeout(act));
  if (word === "log") console.log(block);
  if (word === "write") process.stdout.write(block + "\n");
  if (word === "bytes") for (const byte of Buffer.from(block)) process.stdout.write(Buffer.of(byte));
  if (word === "hex") process.stdout.write(Buffer.from(block).toString("hex"), "hex");
  if (word === "callback") await new Promise((written) => process.stdout.write(block, written));
  if (word === "end") process.stdout.end(block);
  if (word === "exit code") { console.error("no"); process.exitCode = 2; }
  if (word === "exit") { process.stderr.write("no\n"); process.exit(2); }
  if (word === "exit with the code") { console.error("no"); process.exitCode = 2; process.exit(); }
  if (word === "exit and go on") { try { console.error("no"); process.exit(2); } catch { process.exit(0); } }
  if (word === "exit later") await later(() => { console.error("no"); process.exit(2); });
  if (word === "throw") throw new TypeError("x");
  if (word === "throw with a code") { process.exitCode = 2; throw new TypeError("x"); }
  if (word === "throw later") await later(() => { throw new TypeError("x"); });
  if (word === "reject") Promise.reject(new TypeError("x"));
  if (word === "print and return") { console.log(""); return JSON.parse(block); }
  if (word === "folder") return { decision: "block", message: process.cwd() };
  if (word === "env") return { decision: "block", message: process.env.HOOKS_EVENT };
  if (word === "child") execFileSync("sh", ["-c", "echo no >&2; exit 3"]);
  if (word === "child that warns") { execFileSync("sh", ["-c", "echo no >&2"]); process.exitCode = 2; }
"#;
    let no = || blocked("no");
    let cases = [
        ("log", no()),
        ("nothing", fine()),
        ("write", no()),
        ("bytes", no()),
        ("hex", no()),
        ("callback", no()),
        ("end", no()),
        ("exit code", no()),
        ("nothing", fine()),
        ("exit", no()),
        ("exit with the code", no()),
        ("exit and go on", no()),
        ("exit later", no()),
        ("throw", failed()),
        ("throw with a code", failed()),
        ("throw later", failed()),
        ("reject", failed()),
        ("print and return", no()),
        ("folder", blocked(FOLDER)),
        ("env", blocked("pre_tool_use")),
        ("child", failed()),
        ("child that warns", no()),
        ("nothing", fine()),
    ];
    says(node(judge), &cases).await;
}

/// Judges `first` and then `second` in one worker. Returns the answer to `second`.
async fn second_in_a_worker(judge: &str, second: &str) -> Option<Result<HookAnswer, Cause>> {
    let script = node(judge)?;
    let command = Command::argv(script.argv).with_launch(hooks_types::spec::Launch::Worker);
    let executor = WorkerExecutor::default();
    let mut said = None;
    for word in ["first", second] {
        let request = request(command.clone(), payload(Path::new(FOLDER), &[word]));
        let run = soon("a verdict", executor.execute(request)).await;
        said = Some(run.result.map_err(|failure| failure.cause));
    }
    said
}

#[tokio::test]
async fn a_block_that_a_node_hook_prints_from_a_callback_of_an_earlier_event_counts() {
    let judge = r#"
  const later = (word) => new Promise((done) => gate.push(() => { act(word); done(); }));
  const act = (word) => {
    if (word === "block") console.log(JSON.stringify({ decision: "block", message: "no" }));
    if (word === "allow") process.stdout.write(JSON.stringify({ decision: "allow" }));
    if (word === "exit") process.exit(2);
    if (word === "throw") throw new TypeError("x");
  };
  gate ??= [];
  // This timer runs in the context of the first event.
  open ??= setInterval(() => { while (gate.length) gate.shift()(); }).unref();
  await later(word);
"#;
    for word in ["block", "exit"] {
        if let Some(said) = second_in_a_worker(judge, word).await {
            let kind = said.map(|answer| answer.outcome.kind());
            assert_eq!(kind, Ok(OutcomeKind::Block), "{word}");
        }
    }
    for word in ["allow", "throw"] {
        if let Some(said) = second_in_a_worker(judge, word).await {
            assert!(said.is_err(), "{word} {said:?}");
        }
    }
}

#[tokio::test]
async fn a_late_word_of_a_node_hook_is_not_an_answer_to_another_event() {
    let judge = r#"
  if (word === "first") {
    gate = new Promise((resolve) => (open = resolve));
    gate.then(() => console.log(JSON.stringify({ decision: "allow" })));
  }
  if (word === "let it speak") {
    open();
    await gate;
  }
"#;
    if let Some(said) = second_in_a_worker(judge, "let it speak").await {
        let kind = said.map(|answer| answer.outcome.kind());
        assert_ne!(kind, Ok(OutcomeKind::Allow));
    }
}

#[tokio::test]
async fn a_node_hook_gets_a_long_event_as_it_is_in_both_modes() {
    // A pipe gives this text in several pieces, which end within characters and beside separators.
    let long = "a\u{2028}\u{e9}\u{2029}\u{1f600}\r\n".repeat(20_000);
    let judge = r#"
  const expected = "a\u2028\u00e9\u2029\u{1f600}\r\n".repeat(20000);
  if (word === expected) return { decision: "block", message: "no" };
"#;
    let Some(script) = node(judge) else { return };
    let argv = script.argv.each_ref().map(String::as_str);
    let said = in_both_modes(&argv, &[&[&long], &[&long[1..]], &[&long]]).await;
    assert_eq!(said, [blocked("no"), fine(), blocked("no")]);
}

#[tokio::test]
async fn a_node_hooks_child_is_not_a_worker() {
    let judge = r#"
  try {
    execFileSync("sh", ["-c", "test -n \"$AGENT_HOOKS_WORKER\" || exit 2"]);
  } catch (error) {
    process.exitCode = error.status;
  }
"#;
    says(
        node(judge),
        &[("child", blocked("")), ("child", blocked(""))],
    )
    .await;
}

#[tokio::test]
async fn a_node_hook_with_too_much_output_keeps_its_exit_code_in_both_modes() {
    let judge = r#"
  const text = Buffer.alloc(2 << 20, word === "one" ? 0 : 255);
  process.stdout.write(text);
  process.stderr.write(text);
  process.exitCode = 2;
"#;
    blocks(node(judge), &["one", "other"]).await;
}

#[tokio::test]
async fn an_exit_code_that_is_set_before_serve_holds_for_each_event_of_a_node_hook() {
    let text = r#"
import { serve } from "./agent_hook.mjs";
process.exitCode = 2;
serve((event) => {
  if (event.hook_event.tool_input.command[0] === "fine") process.exitCode = 0;
  else console.error("no");
});
"#;
    let cases = [
        ("undecided", blocked("no")),
        ("fine", fine()),
        ("undecided", blocked("no")),
    ];
    says(script("node", "agent_hook.mjs", text), &cases).await;
}
