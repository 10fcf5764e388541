//! Finds a command whose exit code a pipe drops: `guard.sh 2>&1 | tee -a log` ends with the exit code of `tee`. These
//! are guesses from a text.
//!
//! `pipefail` and `PIPESTATUS` use the exit code of each part of a pipe, so a text with one of them is skipped.

use std::ops::Range;

use hooks_types::HookSpec;
use hooks_types::text::quoted;

use super::Finding;
use super::overtaken_exit::{does_block, script_in};
use super::script::{Scripts, command, files_of};
use super::scripts_say::BLOCKS_BY_CODE as BLOCKS;
use super::shell_of::{own_texts, shell_script};
use super::shell_text::Shell;
use crate::diagnostic::DiagnosticCode;

/// Programs that exit with 0 whatever they read. At the end of a pipe, they hide the exit code of the guard before
/// them.
const PASS_ON: &[&str] = &["tee", "cat", "logger", "ts"];

/// Programs of [`PASS_ON`] that keep a copy of their input. The advice says which program can keep the copy instead.
const LOGS: &[&str] = &["tee", "logger", "ts"];

/// Programs whose first argument is a script or another program. A message names the argument in place of these
/// programs.
const INTERPRETERS: &[&str] = &[
    "sh", "bash", "dash", "zsh", "ksh", "python", "python3", "node", "bun", "deno", "ruby", "perl",
    "php", "env", "exec", "command",
];

/// The ends of the names of scripts.
const SCRIPTS: &[&str] = &[
    ".sh", ".bash", ".zsh", ".py", ".js", ".mjs", ".cjs", ".ts", ".rb", ".pl", ".php",
];

/// Returns the message that the last pipe of a command drops an exit code, and the cure. Returns `None` if the command
/// does not end with a pipe to a program that only passes its input on.
#[must_use]
pub fn lost_in_pipe(command: &str) -> Option<(String, String)> {
    let pipe = Pipe::of(command)?;
    let mut parts = (0..pipe.guards()).filter(|at| pipe.is_script(*at));
    let guard = parts.next().unwrap_or(pipe.guards() - 1);
    Some(pipe.said(guard, None))
}

/// Returns a finding about the first pipe that drops the exit code of a script or command that can end with 2.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let command = command(hook)?;
    let files = files_of(command);
    let texts = own_texts(command);
    let is_file = |name: &str| {
        let mut named = files.iter().filter(|path| path.ends_with(name));
        named.any(|path| does_block(path, scripts))
    };
    let has_file = files.iter().any(|path| does_block(path, scripts));
    let in_command = texts.iter().find_map(|text| {
        let pipe = Pipe::of(text)?;
        let guard = pipe.guard(&is_file, has_file)?;
        Some((pipe.said(guard, None), pipe.removed(guard)))
    });
    let (said, about) = in_command.or_else(|| {
        files.iter().find_map(|path| {
            let text = shell_script(path, scripts)?;
            let folder = path.parent()?;
            let pipe = Pipe::of(&text)?;
            let guard = pipe.guard(&|name| does_block(&folder.join(name), scripts), false)?;
            let line = pipe.shell.line(pipe.parts.first()?.start);
            Some((pipe.said(guard, Some(line)), String::new()))
        })
    })?;
    let (message, help) = said;
    Some(Finding::note(DiagnosticCode::LostExit, about, message).help(help))
}

/// The pipe at the end of a shell text, whose last program only passes its input on.
struct Pipe<'t> {
    shell: Shell<'t>,
    /// The parts of the pipe, without the `|` between them.
    parts: Vec<Range<usize>>,
    /// The last program of the pipe.
    last: &'static str,
    /// Whether the pipe is the whole text.
    is_alone: bool,
}

impl<'t> Pipe<'t> {
    /// Finds the pipe. Returns `None` if the text uses the exit code of each part, or if the last program is not one of
    /// [`PASS_ON`].
    fn of(text: &'t str) -> Option<Self> {
        if text.contains("pipefail") || text.contains("PIPESTATUS") {
            return None;
        }
        let shell = Shell::of(text);
        let statements = shell.statements();
        let end = statements.last()?.clone();
        let plain = shell.plain(&end);
        // `a && b | tee` is a list whose last pipe is `b | tee`.
        let from = ["&&", "||"].iter().filter_map(|list| plain.rfind(list));
        let from = from.max().map_or(0, |at| at + 2);
        let sign = |at: usize| plain.as_bytes().get(at).copied();
        let bars = plain.match_indices('|').map(|(at, _)| at);
        let bars = bars.filter(|at| *at >= from && at.checked_sub(1).and_then(sign) != Some(b'>'));
        let bars: Vec<usize> = bars.collect();
        let starts = std::iter::once(from).chain(bars.iter().map(|at| at + 1));
        let ends = bars.iter().copied().chain([plain.len()]);
        let parts = starts
            .zip(ends)
            .map(|(start, stop)| end.start + start..end.start + stop);
        let parts: Vec<Range<usize>> = parts.collect();
        let is_alone = statements.len() == 1 && from == 0;
        let last_part = parts.last().filter(|_| parts.len() > 1)?;
        let last = shell.plain(last_part).replace("2>&1", "").replace("&>", "");
        // `|&` also sends stderr through the pipe.
        let last = last.strip_prefix('&').unwrap_or(&last).trim();
        let decides = last.contains('&') || last.ends_with([')', '}', '`']) && !last.contains(">(");
        let program = last.split_whitespace().next()?;
        let last = PASS_ON.iter().find(|known| **known == program)?;
        (!decides).then_some(Self {
            shell,
            parts,
            last,
            is_alone,
        })
    }

    /// Returns the number of parts before the last one.
    fn guards(&self) -> usize {
        self.parts.len().saturating_sub(1)
    }

    fn text(&self, at: usize) -> &'t str {
        self.parts.get(at).map_or("", |part| self.shell.text(part))
    }

    /// Returns the index of the first part that can end with exit code 2, because it contains such an exit or runs a
    /// script for whose name `is_guard` returns `true`. If no part does, but the command names a file with such an exit
    /// (`has_file`), returns the part before the only `|`.
    fn guard(&self, is_guard: &dyn Fn(&str) -> bool, has_file: bool) -> Option<usize> {
        let blocks = |at: &usize| {
            let text = self.text(*at);
            // Skip a program that only prints its words: an `exit 2` among them is not run.
            let prints =
                ["echo", "printf", "jq"].contains(&name(text).unwrap_or_default().as_str());
            let exits = !prints && BLOCKS.iter().any(|known| text.contains(known));
            exits || script_in(text, is_guard).is_some()
        };
        let known = (0..self.guards()).find(blocks);
        known.or_else(|| (has_file && self.is_alone && self.guards() == 1).then_some(0))
    }

    /// Returns whether the part runs a file whose name is that of a script.
    fn is_script(&self, at: usize) -> bool {
        let name = name(self.text(at)).unwrap_or_default();
        SCRIPTS.iter().any(|end| name.ends_with(end))
    }

    /// Returns whether the part sends its stderr through the pipe.
    fn is_merged(&self, at: usize) -> bool {
        let part = self.parts.get(at).map_or("", |part| self.shell.plain(part));
        let next = self
            .parts
            .get(at + 1)
            .map_or("", |part| self.shell.plain(part));
        part.contains("2>&1") || next.starts_with('&')
    }

    /// Returns the text that the cure removes: everything behind the guard, and the guard's `2>&1`.
    fn removed(&self, guard: usize) -> String {
        let (Some(part), Some(last)) = (self.parts.get(guard), self.parts.last()) else {
            return String::new();
        };
        let plain = self.shell.plain(part).trim_end();
        let kept = plain.strip_suffix("2>&1").unwrap_or(plain).trim_end();
        let from = part.start + kept.len();
        self.shell.text(&(from..last.end)).trim().to_owned()
    }

    /// Says what is lost, and what to remove. `line` is the line of a script; `None` for a command.
    fn said(&self, guard: usize, line: Option<usize>) -> (String, String) {
        let name = name(self.text(guard)).unwrap_or_else(|| "the command before it".to_owned());
        let name = format!("`{}`", quoted(name.as_bytes(), 60));
        let last = self.last;
        let place = line.map_or_else(String::new, |line| format!("line {line}: "));
        let reason = match self.is_merged(guard) {
            true => ", and `2>&1` sends its reason to stdout",
            false => "",
        };
        let message =
            format!("{place}the exit code of {name} is lost in the pipe to `{last}`{reason}");
        let removed = quoted(self.removed(guard).as_bytes(), 120);
        let owner = if line.is_some() {
            "that line"
        } else {
            "the command"
        };
        let log = match LOGS.contains(&last) {
            true => format!("; {name} can write the log itself"),
            false => String::new(),
        };
        // Do not advise `set -o pipefail`: a shell that does not know this option exits with 2, which blocks every
        // call.
        (message, format!("remove `{removed}` from {owner}{log}"))
    }
}

/// Returns the name of the program that a part of a pipe runs, or of its script if the program is an interpreter.
fn name(part: &str) -> Option<String> {
    let words = shlex::split(part)?;
    let is_assignment =
        |word: &&String| word.contains('=') && !word.contains('/') || word.contains("=/");
    let mut words = words.iter().skip_while(is_assignment).peekable();
    let short = |word: &str| word.rsplit('/').next().unwrap_or(word).to_owned();
    let mut named = short(words.next()?);
    while INTERPRETERS.contains(&named.as_str()) {
        // The text behind `-c` is code, and has no name.
        let is_script = |word: &&&String| !word.starts_with(['-', '<', '>', '2']);
        let Some(next) = words.peek().filter(is_script) else {
            break;
        };
        named = short(next);
        words.next();
    }
    Some(named).filter(|name| !name.is_empty() && !name.starts_with(['{', '(']))
}

#[cfg(test)]
#[path = "piped_exit_tests.rs"]
mod tests;
