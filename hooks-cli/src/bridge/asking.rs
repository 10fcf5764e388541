//! Finds out whether an agent that asks its user at a terminal can get an answer there.
//!
//! A terminal is not enough: `gemini -p` in a terminal does not show the question and waits for ever. On systems with
//! `/proc`, the agent's command line tells in which mode the agent runs.

use std::path::Path;

use hooks_config::format::BridgeEntry;
use hooks_types::Report;
use hooks_types::answer::OutcomeKind;

use crate::os::{Process, has_terminal, process};

/// How many parent processes are searched for the agent. A shell or two, and a wrapper such as `timeout`, can lie
/// between the agent and this process.
const FARTHEST: usize = 8;

/// Interpreters that run an agent whose program is a script.
const INTERPRETERS: &[&str] = &["node", "bun", "deno"];

/// Returns whether a person can probably answer a question of this agent. Three things must hold: there is a terminal,
/// no variable says that the agent runs without a user, and the agent itself runs at a terminal and without an option
/// for a mode without questions. If the agent's process is not found among the parents, only the first two count.
pub(super) fn a_user_answers(bridge: &BridgeEntry, agent: &str) -> bool {
    let set = |name: &&str| std::env::var(name).is_ok_and(|value| value == "true");
    has_terminal()
        && !bridge.headless_variables.iter().any(set)
        && !started_by(agent, process)
            .is_some_and(|found| asks_nobody(&found, bridge.headless_options))
}

/// Turns an ask into a block if there is no person to answer it, because the agent would wait for ever. The block keeps
/// the reason of the ask and adds a remark.
pub(super) fn block_unheard(report: &mut Report, a_user_answers: impl FnOnce() -> bool) {
    if report.outcome != OutcomeKind::Ask || a_user_answers() {
        return;
    }
    let why = report.message.take().unwrap_or_default();
    let nobody = "a hook wants to ask the user, but this session shows no questions";
    let message = match why.is_empty() {
        true => nobody.to_owned(),
        false => format!("{why} ({nobody})"),
    };
    // A blocked call does not run, so drop the input with which a hook wanted to replace the call's input.
    (report.outcome, report.message, report.content) = (OutcomeKind::Block, Some(message), None);
}

/// Returns the nearest parent process that is the agent. `look` returns the process with the given id, or this
/// process for `None`.
fn started_by(agent: &str, look: impl Fn(Option<u32>) -> Option<Process>) -> Option<Process> {
    // Start at this process. Each step goes from a process to its parent.
    let mut at = look(None)?;
    for _ in 0..FARTHEST {
        at = look(Some(at.parent))?;
        if program(&at.words).is_some_and(|program| is_of(program, agent)) {
            return Some(at);
        }
    }
    None
}

/// Returns the program that a command line starts. If this program is an interpreter, returns the file that the
/// interpreter runs.
fn program(words: &[String]) -> Option<&str> {
    let (first, rest) = words.split_first()?;
    match INTERPRETERS.contains(&stem(first)?) {
        // The options of an interpreter come before the file that it runs, so skip them.
        true => rest.iter().find(|word| !word.starts_with('-')),
        false => Some(first),
    }
    .map(String::as_str)
}

/// Returns whether a program's file, or a folder in its path, has the agent's name.
fn is_of(program: &str, agent: &str) -> bool {
    let package = format!("{agent}-cli");
    let mut folders = Path::new(program).parent().into_iter().flatten();
    stem(program) == Some(agent) || folders.any(|folder| folder == package.as_str())
}

/// Returns the file name of a program without its extension.
fn stem(program: &str) -> Option<&str> {
    Path::new(program).file_stem()?.to_str()
}

/// Returns whether the agent was started in a mode in which it asks the user nothing.
fn asks_nobody(agent: &Process, options: &[&str]) -> bool {
    let given = |word: &String| options.iter().any(|option| gives(word, option));
    !agent.at_terminal || agent.words.iter().skip(1).any(given)
}

/// Returns whether a word is this option, with or without its value: `-p`, `-pTEXT`, `--prompt`, `--prompt=TEXT`.
fn gives(word: &str, option: &str) -> bool {
    word.strip_prefix(option).is_some_and(|value| {
        value.is_empty() || value.starts_with('=') || !option.starts_with("--")
    })
}

#[cfg(test)]
mod tests {
    use hooks_types::EventName;

    use super::*;

    const OPTIONS: &[&str] = &["-p", "--prompt"];

    fn run(words: &[&str], parent: u32, at_terminal: bool) -> Process {
        let words = words.iter().map(|&word| word.to_owned()).collect();
        Process {
            parent,
            words,
            at_terminal,
        }
    }

    #[test]
    fn a_question_that_nobody_would_hear_is_a_block_with_its_reason() {
        let asked = |answers: bool| {
            let mut report = Report::new(EventName::PreToolUse);
            report.outcome = OutcomeKind::Ask;
            report.message = Some("sure?".to_owned());
            block_unheard(&mut report, || answers);
            (report.outcome, report.message.unwrap())
        };
        let (outcome, message) = asked(false);
        assert_eq!(outcome, OutcomeKind::Block);
        assert!(message.starts_with("sure? ("), "{message}");
        assert_eq!(asked(true), (OutcomeKind::Ask, "sure?".to_owned()));
    }

    #[test]
    fn gemini_with_a_prompt_option_asks_nobody_though_it_has_a_terminal() {
        for (words, nobody) in [
            (&["node", "/usr/bin/gemini", "-p", "do it"][..], true),
            (&["node", "/usr/bin/gemini", "--prompt=do it"], true),
            (&["node", "/usr/bin/gemini", "-pdo it"], true),
            (&["gemini", "--yolo", "--prompt", "x"], true),
            (&["node", "/usr/bin/gemini"], false),
            (&["node", "/usr/bin/gemini", "-i", "do it"], false),
            (
                &["node", "/usr/bin/gemini", "--prompt-interactive", "x"],
                false,
            ),
            (&["node", "/usr/bin/gemini", "--policy", "x"], false),
        ] {
            assert_eq!(
                asks_nobody(&run(words, 1, true), OPTIONS),
                nobody,
                "{words:?}"
            );
        }
        // In `gemini | tee log` stdout is not the terminal; in `echo x | gemini` stdin is not. So Gemini CLI asks no
        // question.
        assert!(asks_nobody(&run(&["gemini"], 1, false), OPTIONS));
    }

    #[test]
    fn the_agent_is_found_behind_shells_and_wrappers_by_its_own_file() {
        let hooks = &["/opt/hooks", "bridge", "--speak", "gemini"][..];
        let shell = &["bash", "-c", "/opt/hooks bridge --speak gemini -p"];
        let wrapper = &["timeout", "9", "/opt/hooks", "bridge", "--speak", "gemini"];
        for (agent, found) in [
            (
                &[
                    "/usr/bin/node",
                    "--max-old-space-size=9",
                    "/usr/lib/gemini.js",
                ][..],
                true,
            ),
            (
                &["node", "/x/node_modules/@google/gemini-cli/dist/index.js"],
                true,
            ),
            (&["/home/u/.local/bin/gemini"], true),
            (&["node", "/srv/gemini/server.js", "-p", "80"], false),
            (&["tmux", "new", "gemini"], false),
        ] {
            let chain = [hooks, wrapper, shell, agent];
            let look = |id: Option<u32>| {
                let id = id.unwrap_or(0);
                chain.get(id as usize).map(|words| run(words, id + 1, true))
            };
            let of = started_by("gemini", look);
            assert_eq!(
                of.map(|of| of.words == agent),
                found.then_some(true),
                "{agent:?}"
            );
        }
    }

    #[test]
    fn a_chain_that_never_ends_is_left() {
        assert!(started_by("gemini", |_| Some(run(&["sh"], 0, true))).is_none());
        assert!(started_by("gemini", |_| Some(run(&[], 0, true))).is_none());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_process_knows_itself_and_who_started_it() {
        let own = process(None).unwrap();
        let words: Vec<String> = std::env::args().collect();
        assert_eq!(
            (own.parent, own.words),
            (std::os::unix::process::parent_id(), words)
        );
        assert!(process(Some(own.parent)).is_some());
    }
}
