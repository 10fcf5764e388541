//! The text that a person reads before deciding about the hooks of a file.
//!
//! The lines quote a stranger's repository, so they are added only with the methods of [`Page`], which escape
//! characters that would act on the terminal.
//!
//! Nothing that a hook does is left out: facts that several hooks share are shown once above them, and
//! a file whose text is too long is named as covered and not shown.

use hooks_config::{Shown, TrustState};
use hooks_types::text::{short_name, visible_name};
use similar::{ChangeTag, TextDiff};

use crate::show::{event_named, to_type};

use super::find::{Found, FoundFile};
use super::page::Page;
use super::states::shown_state;

/// Describes the file, with its plugin if it belongs to a plugin, and all its hooks that are not trusted in their
/// present form. The text is wrapped to `room` columns. For hooks that are trusted already, only their number is given.
/// Trusted hooks that the file no longer has are named, because their removal is a change too.
pub(super) fn text(found: &FoundFile, room: Option<usize>) -> String {
    let file = &found.file;
    let path = file.root.join(&file.name).display().to_string();
    let mut page = Page::new(room);
    page.say(0, &path);
    if let Some(plugin) = &file.plugin {
        page.say(2, &format!("plugin {}", short_name(&plugin.name)));
    }
    let known = found.hooks.iter().filter(|hook| is_trusted(hook)).count();
    if known > 0 {
        page.say(2, &format!("{known} of its hooks are trusted already"));
    }
    for gone in &found.gone {
        page.say(
            2,
            &format!(
                "gone: hook `{}` of {}",
                visible_name(&gone.id),
                event_named(&gone.event)
            ),
        );
    }
    for problem in found.stops.iter().chain(&found.repeated) {
        page.say(2, problem);
    }
    let open: Vec<&Found> = found
        .hooks
        .iter()
        .filter(|hook| !is_trusted(hook))
        .collect();
    let shared = shared_facts(&open);
    if !shared.is_empty() {
        page.text.push('\n');
        page.say(2, "the same for each hook below");
        shared.iter().for_each(|fact| page.say(4, fact));
    }
    for hook in open {
        of_hook(hook, &shared, &mut page);
    }
    page.text
}

/// Describes, for each file, the error that keeps its hooks from running, and the hooks that a repeated key hides. The
/// text is empty if no file has such problems.
pub(super) fn hidden(files: &[FoundFile], room: Option<usize>) -> String {
    let mut page = Page::new(room);
    let has_problem = |found: &&FoundFile| found.stops.is_some() || !found.repeated.is_empty();
    for found in files.iter().filter(has_problem) {
        let file = &found.file;
        page.say(0, &file.root.join(&file.name).display().to_string());
        for problem in found.stops.iter().chain(&found.repeated) {
            page.say(2, problem);
        }
    }
    page.text
}

/// Describes the files of which nothing could be read, or in which no hooks were found.
pub(super) fn unread(said: &[String], room: Option<usize>) -> String {
    let mut page = Page::new(room);
    said.iter().for_each(|said| page.say(0, said));
    page.text
}

/// Returns the facts that all of these hooks have in common, in the order of the first hook, so that they can be
/// shown once. Hooks that cannot be trusted show no facts and are ignored.
fn shared_facts<'a>(hooks: &[&'a Found]) -> Vec<&'a str> {
    let mut usable = hooks.iter().filter(|hook| hook.problem.is_none());
    let (Some(first), Some(second)) = (usable.next(), usable.next()) else {
        return Vec::new();
    };
    let others: Vec<&&Found> = std::iter::once(second).chain(usable).collect();
    let is_shared = |fact: &&String| others.iter().all(|hook| hook.facts.contains(fact));
    first
        .facts
        .iter()
        .filter(is_shared)
        .map(String::as_str)
        .collect()
}

/// Returns whether the hook is trusted exactly as it is now, with the files that it names.
pub(super) fn is_trusted(hook: &Found) -> bool {
    hook.state == TrustState::Trusted
}

/// Describes one hook: its command, its facts, the files that the fingerprint covers, the code that it does not cover,
/// the changes since the last decision, and the fingerprint. Leaves out the facts in `shared`, which were shown for all
/// hooks.
fn of_hook(hook: &Found, shared: &[&str], page: &mut Page) {
    let gate = if hook.gate { ", a gate" } else { "" };
    let network = if hook.network { ", network" } else { "" };
    let title = format!(
        "{} `{}` ({}{gate}{network})",
        event_named(&hook.event),
        visible_name(&hook.id),
        shown_state(hook.state.code(), hook.why.as_deref())
    );
    page.text.push('\n');
    page.say(2, &title);
    if let Some(problem) = &hook.problem {
        // Show nothing more about this hook, because it has no fingerprint that could be trusted.
        return page.say(4, &format!("cannot be trusted: {problem}"));
    }
    if let Some(why) = &hook.why {
        page.say(4, why);
    }
    if let Some(how) = &hook.switched_off {
        page.say(
            4,
            &format!(
                "disabled ({how}): it does not run, even if you trust it, until it is enabled"
            ),
        );
    }
    for line in hook.shown.command.lines() {
        page.quote(4, '$', line);
    }
    for fact in &hook.facts {
        if !shared.contains(&fact.as_str()) {
            page.say(4, fact);
        }
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
            None if hook.data.contains(name) => format!(" {AS_DATA}"),
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

/// Shows the differences from the last version that was trusted. For a new hook, and if there is no difference, shows
/// the hook's scripts. The earlier texts come from the trust store, so the lines of a script that was deleted since
/// can still be shown.
fn changes(hook: &Found, page: &mut Page) {
    let Some(earlier) = &hook.earlier else {
        return scripts(hook, page);
    };
    // Files that the user declared as data for the earlier version may have any content. So treat the same files as
    // data in the present version, and then compare.
    let data = earlier.files.iter().filter(|(_, mark)| *mark == DATA);
    let files = hook
        .identity
        .files_with_data(data.map(|(name, _)| name.as_str()));
    if earlier.fingerprint == hook.identity.fingerprint_with(&files) {
        // Nothing differs: trust in the hook was revoked, or the hook was only moved. Show its text as if it were new.
        page.say(
            4,
            &format!("it has not changed since you trusted it at {}", earlier.at),
        );
        return scripts(hook, page);
    }
    page.say(4, &format!("since you trusted it at {}:", earlier.at));
    let start = page.text.len();
    let (before, now) = (&earlier.shown, &hook.shown);
    // Another version of this program might have described the same hook in other words. Then compare only the command.
    let same_words = before.wording == now.wording;
    let all = |shown: &Shown| match same_words {
        true => format!("{}\n{}\n", shown.command, shown.lines.join("\n")),
        false => format!("{}\n", shown.command),
    };
    diff(&all(before), &all(now), page);
    for (name, mark) in &files {
        // If the file's mark (a digest, a link's target or `data`) is the same as before, the file did not change. So
        // skip it.
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
            None if hook.data.contains(name) => page.say(8, AS_DATA),
            None => page.say(8, UNSHOWN),
        }
        if hook.changed_data.as_ref() == Some(name) && !hook.data.contains(name) {
            let file = to_type([name.as_str()]);
            page.say(
                8,
                &format!(
                    "if the hook writes to this file itself, answer no and type `hooks trust --data {file}`: then the file \
                     may change"
                ),
            );
        }
    }
    let gone = earlier.files.keys();
    for name in gone.filter(|name| !files.contains_key(*name)) {
        page.say(
            6,
            &format!("the hook no longer runs this file, or the file is gone: {name}"),
        );
    }
    let is_silent = page.text.len() == start;
    if !same_words {
        page.say(
            6,
            "the facts above are worded differently in this version of `hooks`, so they were not compared with the earlier ones",
        );
    } else if is_silent {
        page.say(6, "it has changed in a part that this page does not show");
    }
}

/// The mark of a file that the user declared as data. The content of such a file may change.
const DATA: &str = "data";

/// Shows the text of each file that a hook runs. A covered file whose text is not known is named, so that the user does
/// not overlook the file.
fn scripts(hook: &Found, page: &mut Page) {
    for (name, script) in &hook.shown.scripts {
        page.say(4, &format!("{name}:"));
        for line in script.lines() {
            page.quote(6, '|', line);
        }
    }
    let is_unshown = |(name, mark): &(&String, &String)| {
        let is_data = hook.data.contains(name);
        mark.starts_with("sha256:") && !is_data && !hook.shown.scripts.contains_key(*name)
    };
    for (name, _) in hook.identity.files.iter().filter(is_unshown) {
        page.say(4, &format!("{name}: {UNSHOWN}"));
    }
}

/// The remark on a file that the user names with `--data`.
const AS_DATA: &str = "(data: if you say yes, its content may change without a question)";

/// The remark in place of a text that the store does not keep. The fingerprint still contains a digest of the file.
const UNSHOWN: &str =
    "(longer than 64 KiB, or not a text: covered by the fingerprint, but not shown)";

/// Shows the lines that differ: `-` before each removed line, and `+` before each new line.
fn diff(before: &str, after: &str, page: &mut Page) {
    let changes = TextDiff::from_lines(before, after);
    for change in changes.iter_all_changes() {
        let sign = match change.tag() {
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
            ChangeTag::Equal => continue,
        };
        let line = change.value().trim_end_matches('\n');
        page.quote(8, sign, line);
    }
}
