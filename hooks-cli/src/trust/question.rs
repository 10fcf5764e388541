//! The text that a person reads before deciding about the hooks of a file.
//!
//! Every line comes from a stranger's repository, so all of them go through [`Page::say`], which escapes what
//! would act on the terminal.

use hooks_config::TrustState;
use similar::{ChangeTag, TextDiff};

use super::find::{Found, FoundFile};
use super::page::Page;

/// Describes all hooks of a file that are not trusted as they are now, wrapped to `room` columns.
pub(super) fn text(found: &FoundFile, room: Option<usize>) -> String {
    let file = &found.file;
    let path = file.root.join(&file.name).display().to_string();
    let mut page = Page::new(room);
    page.say(0, &path);
    if let Some(plugin) = &file.plugin {
        page.say(2, &format!("plugin {}", plugin.name));
    }
    let known = found.hooks.iter().filter(|hook| is_trusted(hook)).count();
    if known > 0 {
        page.say(2, &format!("{known} of its hooks are trusted already"));
    }
    for gone in &found.gone {
        page.say(2, &format!("gone: hook `{}` of {}", gone.id, gone.event));
    }
    for hook in found.hooks.iter().filter(|hook| !is_trusted(hook)) {
        of_hook(hook, &mut page);
    }
    page.text
}

/// Whether the hook is trusted exactly as it is now.
pub(super) fn is_trusted(hook: &Found) -> bool {
    hook.state == TrustState::Trusted
}

fn of_hook(hook: &Found, page: &mut Page) {
    let gate = if hook.gate { ", a gate" } else { "" };
    let network = if hook.network { ", network" } else { "" };
    let title = format!(
        "{} `{}` ({}{gate}{network})",
        hook.event, hook.id, hook.state
    );
    page.text.push('\n');
    page.say(2, &title);
    if let Some(problem) = &hook.problem {
        return page.say(4, &format!("cannot be trusted: {problem}"));
    }
    if let Some(why) = &hook.why {
        page.say(4, why);
    }
    for line in hook.shown.command.lines() {
        page.say(4, &format!("$ {line}"));
    }
    for fact in &hook.facts {
        page.say(4, fact);
    }
    let mut files = hook.identity.files.iter().peekable();
    if files.peek().is_some() {
        page.say(4, "files covered:");
    }
    for (name, mark) in files {
        let how = match mark.strip_prefix("link:") {
            Some(target) => {
                format!(" leads out of the project, to {target}: its content is not covered")
            }
            None => String::new(),
        };
        page.say(6, &format!("{name}{how}"));
    }
    if !hook.identity.unseen.is_empty() {
        page.say(4, "not covered:");
    }
    for unseen in &hook.identity.unseen {
        page.say(6, unseen);
    }
    changes(hook, page);
    page.say(4, "fingerprint");
    page.fingerprint(6, &hook.identity.fingerprint());
}

/// Shows the differences from the last version that was trusted; for a new hook its scripts.
fn changes(hook: &Found, page: &mut Page) {
    let Some(earlier) = &hook.earlier else {
        return scripts(hook, page);
    };
    page.say(4, &format!("since you trusted it at {}:", earlier.at));
    let before = &earlier.shown;
    let all = |command: &str, lines: &[String]| format!("{command}\n{}\n", lines.join("\n"));
    diff(
        &all(&before.command, &before.lines),
        &all(&hook.shown.command, &hook.shown.lines),
        page,
    );
    for (name, mark) in &hook.identity.files {
        if earlier.files.get(name) == Some(mark) {
            continue;
        }
        let what = match earlier.files.contains_key(name) {
            true => "changed",
            false => "new",
        };
        page.say(6, &format!("{what}: {name}"));
        let old = before.scripts.get(name).map_or("", String::as_str);
        match hook.shown.scripts.get(name) {
            Some(new) => diff(old, new, page),
            None => page.say(8, UNSHOWN),
        }
    }
    let gone = earlier.files.keys();
    for name in gone.filter(|name| !hook.identity.files.contains_key(*name)) {
        page.say(6, &format!("no longer run, or not there: {name}"));
    }
}

fn scripts(hook: &Found, page: &mut Page) {
    for (name, script) in &hook.shown.scripts {
        page.say(4, &format!("{name}:"));
        for line in script.lines() {
            page.say(6, &format!("| {line}"));
        }
    }
    let is_unshown = |(name, mark): &(&String, &String)| {
        mark.starts_with("sha256:") && !hook.shown.scripts.contains_key(*name)
    };
    for (name, _) in hook.identity.files.iter().filter(is_unshown) {
        page.say(4, &format!("{name}: {UNSHOWN}"));
    }
}

/// Shown instead of the text of a file that is covered and not shown.
const UNSHOWN: &str = "(longer than 64 KiB, or no text: covered, not shown)";

fn diff(before: &str, after: &str, page: &mut Page) {
    let changes = TextDiff::from_lines(before, after);
    for change in changes.iter_all_changes() {
        let sign = match change.tag() {
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
            ChangeTag::Equal => continue,
        };
        let line = change.value().trim_end_matches('\n');
        page.say(8, &format!("{sign} {line}"));
    }
}
