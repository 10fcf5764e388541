//! A file's root: `[hooks]` and `notify`; everything else is the agent's own.

use hooks_types::near::{folded, nearest};
use hooks_types::{EventName, quoted};

use super::lower::lower;
use super::node::{Kind, Member, Node};
use super::notify::NotifyToml;
use super::problem::Problem;
use super::table::{KEYS, Table};
use crate::bounds::{Beyond, check_placeholders, check_toml};
use crate::diagnostic::{Diagnostic, DiagnosticCode, Severity};
use crate::loaded::{Loaded, LoadedFile};
use crate::options::LoadOptions;

/// Hooks of a native file's text: `[hooks]` and `notify` are read, other keys of the root are the
/// agent's own. Touches nothing but its arguments.
///
/// Everything wrong with the text is said at once, up to 200 remarks. An entry that cannot be used
/// stays among the hooks as one that always fails ([`Loaded::hooks_despite_errors`]). Text that is
/// not TOML, or holds more than a configuration may (docs/limits.md), yields one error and no
/// hooks.
#[must_use]
pub fn parse(text: &str, options: &LoadOptions) -> Loaded {
    let folder = options.config_dir.as_deref();
    let longest = folder.map_or(0, |folder| folder.as_os_str().len());
    let fits = check_toml(text).and_then(|()| check_placeholders(text, longest));
    if let Err(beyond) = fits {
        return refused(text, options, beyond);
    }
    let document = match toml_edit::Document::parse(text) {
        Ok(document) => document,
        Err(error) => return no_toml(text, options, &error),
    };
    let root = Node::of_item(document.as_item()).into_root();
    drop(document);
    let hooks = root.member("hooks");
    let mut table = hooks.map_or_else(Table::default, |hooks| Table::read(&hooks.value));
    let notify = root.member("notify").and_then(|member| {
        let start = member.span.as_ref().map(|span| span.start);
        match NotifyToml::read(&member.value) {
            Ok(notify) => Some((notify, start)),
            Err(problem) => {
                table.problems.push(problem);
                None
            }
        }
    });
    if let Kind::Table(members) = &root.kind {
        let others = members
            .iter()
            .filter(|member| !matches!(&*member.key, "hooks" | "notify"));
        table.problems.extend(others.filter_map(misplaced));
    }
    lower(&table, notify.as_ref(), options, text)
}

/// What is wrong with a root key that was probably meant for us.
fn misplaced(member: &Member) -> Option<Problem> {
    let unknown = |help: String| {
        let shown = quoted(member.key.as_bytes(), 60);
        let message = format!("`{shown}` at the root is not read");
        Problem::at_key(DiagnosticCode::UnknownKey, member, message).help(help)
    };
    let event = EventName::ALL
        .iter()
        .find(|event| folded(event.wire_name()) == folded(&member.key));
    if let Some(event) = event
        && matches!(member.value.kind, Kind::Array(_) | Kind::Table(_))
    {
        return Some(unknown(format!("write [[hooks.{}]]", event.wire_name())));
    }
    if let Some(meant) = nearest(&member.key, ["hooks"]) {
        return Some(unknown(format!("did you mean `{meant}`?")));
    }
    // `modify = true` is an agent's own; only an argv is a misspelt `notify`.
    if matches!(member.value.kind, Kind::Array(_))
        && let Some(meant) = nearest(&member.key, ["notify"])
    {
        return Some(unknown(format!("did you mean `{meant}`?")));
    }
    KEYS.contains(&&*member.key)
        .then(|| unknown(format!("`{}` belongs under [hooks]", member.key)).without_effect())
}

fn no_toml(text: &str, options: &LoadOptions, error: &toml_edit::TomlError) -> Loaded {
    let code = match error.message() {
        message if message.starts_with("duplicate key") => DiagnosticCode::DuplicateKey,
        _ => DiagnosticCode::Syntax,
    };
    let span = error.span().unwrap_or(0..0);
    let (message, severity) = (error.message(), Severity::Error);
    let found = Diagnostic::new(code, severity, message, &options.file, text, span);
    without_hooks(text, options, found)
}

/// What becomes of a text that passes a bound.
pub(super) fn refused(text: &str, options: &LoadOptions, beyond: Beyond) -> Loaded {
    let Beyond {
        message,
        help,
        span,
    } = beyond;
    let (code, error) = (DiagnosticCode::Unreadable, Severity::Error);
    let found = Diagnostic::new(code, error, message, &options.file, text, span);
    without_hooks(text, options, found.with_help(help))
}

fn without_hooks(text: &str, options: &LoadOptions, found: Diagnostic) -> Loaded {
    let mut loaded = Loaded::default();
    loaded.diagnostics.push(found);
    loaded.files.push(LoadedFile::new(
        std::sync::Arc::clone(&options.file),
        hooks_types::DialectRef::NATIVE,
        0,
        text.into(),
    ));
    loaded
}
