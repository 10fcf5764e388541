//! Suggests a call that a skipped hook matches, if no tool was named: the sample is then a call of the shell.

use hooks_config::{CANONICAL_TOOLS, tool_doubt};
use hooks_dialects::agents;
use hooks_router::{Explained, Explanation};
use hooks_types::event::Target;
use hooks_types::report::Cause;
use hooks_types::spec::Matcher;
use hooks_types::text::short_name;
use hooks_types::{HookSpec, Payload};

use crate::cli::{Explain, SampleOptions};
use crate::engine::explaining;
use crate::list::Remedy;
use crate::sample::{Wanted, canonical, sample};
use crate::show::to_type;

/// The maximum number of skipped hooks for which a call is searched, and of words of one matcher that are tried.
const TRIED: usize = 10;

/// The maximum length of a word that is suggested. A matcher can be long, and its words become part of our advice.
const LONGEST: usize = 60;

/// Returns a sentence that names a hook that is skipped only because of the sample call, and a command that explains a
/// call that this hook matches. The call was tried on the hook, so the hook certainly matches it. `None` if the user
/// chose the call, or if no such hook was found.
pub(super) fn suggested(
    (options, wanted): (&Explain, &Wanted<'_>),
    (explanation, payload): (&Explanation, &Payload),
    (hooks, remedies): (&[HookSpec], &[Remedy]),
) -> Option<String> {
    let is_of_call = payload.event.name().traits().target == Target::ToolName;
    if !is_of_call || options.sample.given().is_some() {
        return None;
    }
    // Leave out a row with a suggested name, or with a finding about its hook: it already says how to correct the hook.
    let is_only_unmatched = |row: &&Explained| {
        row.cause == Some(Cause::Unmatched)
            && !row.reason.contains("did you mean")
            && !remedies
                .iter()
                .any(|known| known.is_for(&row.id, &row.source))
    };
    let skipped = explanation.hooks.iter().filter(is_only_unmatched);
    skipped.take(TRIED).find_map(|row| {
        let mut all = hooks.iter();
        let spec = all.find(|spec| spec.id == row.id && spec.source.to_string() == row.source)?;
        let call = calls(spec)
            .into_iter()
            .find(|call| matches(spec, call, wanted))?;
        Some(format!(
            "`{}` is skipped only because of this call; a call that it matches: `{}`",
            short_name(&row.id),
            typed(options, &call)
        ))
    })
}

/// Returns calls that the hook could match: with the tools that its matchers or its `if` name, then with every tool
/// that we know.
fn calls(spec: &HookSpec) -> Vec<SampleOptions> {
    let mut words = Vec::new();
    let mut calls = Vec::new();
    let rule = spec.options.get("if").and_then(|rule| rule.as_str());
    if let Some((tool, argument)) = rule.and_then(|rule| rule.strip_suffix(')')?.split_once('(')) {
        let argument = argument.trim_end_matches('*').trim_end_matches([':', ' ']);
        let is_plain = |c: char| c.is_ascii_alphanumeric() || " -_./".contains(c);
        if !argument.is_empty() && argument.len() <= LONGEST && argument.chars().all(is_plain) {
            let field = |key: &str| vec![format!("{key}={argument}")];
            calls.push(of(tool, field("command")));
            calls.push(of(tool, field("file_path")));
        }
        words.push(tool.to_owned());
    }
    spec.matchers
        .iter()
        .for_each(|matcher| words_of(matcher, &mut words));
    // Try the names of known tools first: a pattern such as `Notebook.*` also matches the word `Notebook`.
    words.sort_by_key(|word| canonical(word).is_none());
    let known = CANONICAL_TOOLS.iter().map(|tool| (*tool).to_owned());
    let words = words.into_iter().take(TRIED).chain(known);
    calls.extend(words.map(|word| of(&word, Vec::new())));
    calls.retain(|call| call.tool.as_deref().is_some_and(is_name));
    calls
}

/// Returns the options for a call of this tool with these fields.
fn of(tool: &str, set: Vec<String>) -> SampleOptions {
    SampleOptions {
        tool: Some(tool.to_owned()),
        input: None,
        set,
    }
}

/// Collects the words of a matcher that can be names of tools. The words of a pattern are taken as they are: a word
/// that the pattern does not match is dropped later.
fn words_of(matcher: &Matcher, words: &mut Vec<String>) {
    match matcher {
        Matcher::Names(names) => words.extend(names.iter().take(TRIED).cloned()),
        Matcher::AnyOf(any) => any.iter().take(TRIED).for_each(|one| words_of(one, words)),
        Matcher::Pattern(pattern) => {
            let is_other = |c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-');
            let parts = pattern.text.split(is_other).filter(|word| !word.is_empty());
            words.extend(parts.take(TRIED).map(str::to_owned));
        }
        _ => {}
    }
}

/// Returns whether a word can be the name of a tool, and is not a misspelt name of a known tool.
fn is_name(word: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let is_word = word.starts_with(|c: char| c.is_ascii_alphabetic());
    is_word
        && word.len() <= LONGEST
        && word.chars().all(is_plain)
        && tool_doubt(word, &agents()).is_none()
}

/// Returns whether the hook would run for this call.
fn matches(spec: &HookSpec, call: &SampleOptions, wanted: &Wanted<'_>) -> bool {
    let wanted = Wanted {
        options: call,
        project: wanted.project.clone(),
        ..*wanted
    };
    let Ok(made) = sample(&wanted) else {
        return false;
    };
    let explained = explaining(vec![spec.clone()]).explain(&made.payload);
    explained.hooks.iter().any(|row| row.cause.is_none())
}

/// Returns the user's command with the options for this call added.
fn typed(options: &Explain, call: &SampleOptions) -> String {
    let mut words = vec![
        "hooks".to_owned(),
        "explain".to_owned(),
        options.event.clone(),
    ];
    let mut add = |option: &str, value: String| words.extend([option.to_owned(), value]);
    if let Some(tool) = &call.tool {
        add("--tool", tool.clone());
    }
    call.set.iter().for_each(|set| add("--set", set.clone()));
    if !options.speak.is_native() {
        add("--speak", options.speak.to_string());
    }
    let files = &options.sources.files;
    files
        .config
        .iter()
        .for_each(|file| add("--config", file.display().to_string()));
    if let Some(project) = &files.project {
        add("--project", project.display().to_string());
    }
    if let Some(dialect) = &options.sources.dialect {
        add("--as", dialect.to_string());
    }
    let flags = [
        (files.trust_project, "--trust-project"),
        (options.run, "--run"),
    ];
    words.extend(
        flags
            .iter()
            .filter(|(is_given, _)| *is_given)
            .map(|(_, flag)| (*flag).to_owned()),
    );
    to_type(words.iter().map(String::as_str))
}
