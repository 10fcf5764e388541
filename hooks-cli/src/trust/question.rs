//! The text that a person reads before deciding about the hooks of a file.
//!
//! Every line comes from a stranger's repository, so all of them go through [`wrapped`], which escapes what
//! would act on the terminal.

use std::fmt::Write;

use hooks_config::TrustState;
use similar::{ChangeTag, TextDiff};

use super::find::{Found, FoundFile};
use super::wrap::wrapped;

/// Describes all hooks of a file that are not trusted as they are now.
pub(super) fn text(found: &FoundFile) -> String {
    let file = &found.file;
    let path = file.root.join(&file.name).display().to_string();
    let mut text = wrapped(0, &path);
    if let Some(plugin) = &file.plugin {
        text += &wrapped(2, &format!("plugin {}", plugin.name));
    }
    let known = found.hooks.iter().filter(|hook| is_trusted(hook)).count();
    if known > 0 {
        text += &wrapped(2, &format!("{known} of its hooks are trusted already"));
    }
    for gone in &found.gone {
        text += &wrapped(2, &format!("gone: hook `{}` of {}", gone.id, gone.event));
    }
    for hook in found.hooks.iter().filter(|hook| !is_trusted(hook)) {
        text += &of_hook(hook);
    }
    text
}

/// Whether the hook is trusted exactly as it is now.
pub(super) fn is_trusted(hook: &Found) -> bool {
    hook.state == TrustState::Trusted
}

/// Describes one hook: its command, facts, files, and the code that no digest covers.
fn of_hook(hook: &Found) -> String {
    let gate = if hook.gate { ", a gate" } else { "" };
    let network = if hook.network { ", network" } else { "" };
    let title = format!(
        "{} `{}` ({}{gate}{network})",
        hook.event, hook.id, hook.state
    );
    let mut text = String::from("\n");
    text += &wrapped(2, &title);
    if let Some(problem) = &hook.problem {
        return text + &wrapped(4, &format!("cannot be trusted: {problem}"));
    }
    if let Some(why) = &hook.why {
        text += &wrapped(4, why);
    }
    for line in hook.shown.command.lines() {
        text += &wrapped(4, &format!("$ {line}"));
    }
    for fact in &hook.facts {
        text += &wrapped(4, fact);
    }
    let mut files = hook.identity.files.iter().peekable();
    if files.peek().is_some() {
        text += &wrapped(4, "files covered:");
    }
    for (name, mark) in files {
        let how = match mark.strip_prefix("link:") {
            Some(target) => {
                format!(" leads out of the project, to {target}: its content is not covered")
            }
            None => String::new(),
        };
        text += &wrapped(6, &format!("{name}{how}"));
    }
    if !hook.identity.unseen.is_empty() {
        text += &wrapped(4, "not covered:");
    }
    for unseen in &hook.identity.unseen {
        text += &wrapped(6, unseen);
    }
    text += &changes(hook);
    // Not wrapped: the user copies it.
    text += &format!("    fingerprint\n      {}\n", hook.identity.fingerprint());
    text
}

/// Shows the differences from the last version that was trusted; for a new hook its scripts.
fn changes(hook: &Found) -> String {
    let Some(earlier) = &hook.earlier else {
        return scripts(hook);
    };
    let mut text = wrapped(4, &format!("since you trusted it at {}:", earlier.at));
    let before = &earlier.shown;
    let all = |command: &str, lines: &[String]| format!("{command}\n{}\n", lines.join("\n"));
    text += &diff(
        &all(&before.command, &before.lines),
        &all(&hook.shown.command, &hook.shown.lines),
    );
    for (name, mark) in &hook.identity.files {
        if earlier.files.get(name) == Some(mark) {
            continue;
        }
        let what = match earlier.files.contains_key(name) {
            true => "changed",
            false => "new",
        };
        text += &wrapped(6, &format!("{what}: {name}"));
        let old = before.scripts.get(name).map_or("", String::as_str);
        match hook.shown.scripts.get(name) {
            Some(new) => text += &diff(old, new),
            None => text += &wrapped(8, UNSHOWN),
        }
    }
    let gone = earlier.files.keys();
    for name in gone.filter(|name| !hook.identity.files.contains_key(*name)) {
        text += &wrapped(6, &format!("no longer run, or not there: {name}"));
    }
    text
}

/// Shows the scripts of a hook, and names those that are covered without being shown.
fn scripts(hook: &Found) -> String {
    let mut text = String::new();
    for (name, script) in &hook.shown.scripts {
        text += &wrapped(4, &format!("{name}:"));
        for line in script.lines() {
            text += &wrapped(6, &format!("| {line}"));
        }
    }
    let is_unshown = |(name, mark): &(&String, &String)| {
        mark.starts_with("sha256:") && !hook.shown.scripts.contains_key(*name)
    };
    for (name, _) in hook.identity.files.iter().filter(is_unshown) {
        text += &wrapped(4, &format!("{name}: {UNSHOWN}"));
    }
    text
}

/// Shown instead of the text of a file that is covered and not shown.
const UNSHOWN: &str = "(longer than 64 KiB, or no text: covered, not shown)";

/// Shows the added and removed lines between two texts.
fn diff(before: &str, after: &str) -> String {
    let mut text = String::new();
    let changes = TextDiff::from_lines(before, after);
    for change in changes.iter_all_changes() {
        let sign = match change.tag() {
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
            ChangeTag::Equal => continue,
        };
        let mut line = String::new();
        // Writing to a `String` never fails.
        let _ = write!(line, "{sign} {}", change.value().trim_end_matches('\n'));
        text += &wrapped(8, &line);
    }
    text
}
