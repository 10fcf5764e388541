//! A file's root: `[hooks]` and `notify`; everything else is the agent's own.

use hooks_types::EventName;
use hooks_types::near::{folded, nearest};
use hooks_types::text::quoted;

use super::lower::lower;
use super::notify::NotifyToml;
use super::table::{KEYS, Table};
use crate::bounds::check_placeholders;
use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;
use crate::format::{Kind, Member, parse_toml};
use crate::lines::Lines;
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
    let parsed = check_placeholders(text, longest).and_then(|()| parse_toml(text));
    let root = match parsed {
        Ok(root) => root,
        Err(flaw) => return refused(text, options, flaw),
    };
    let hooks = root.member("hooks");
    let mut table = hooks.map_or_else(Table::default, |hooks| Table::read(&hooks.node));
    let notify = root.member("notify").and_then(|member| {
        let start = Some(member.key_span.start);
        match NotifyToml::read(&member.node) {
            Ok(notify) => Some((notify, start)),
            Err(problem) => {
                table.flaws.push(problem);
                None
            }
        }
    });
    if let Kind::Table(members) = &root.kind {
        let others = members
            .iter()
            .filter(|member| !matches!(&*member.key, "hooks" | "notify"));
        table.flaws.extend(others.filter_map(misplaced));
    }
    lower(&table, notify.as_ref(), options, text)
}

/// What is wrong with a root key that was probably meant for us.
fn misplaced(member: &Member) -> Option<Flaw> {
    let unknown = |help: String| {
        let shown = quoted(member.key.as_bytes(), 60);
        let message = format!("`{shown}` at the root is not read");
        Flaw::new(DiagnosticCode::UnknownKey, &member.key_span, message).with_help(help)
    };
    let event = EventName::ALL
        .iter()
        .find(|event| folded(event.wire_name()) == folded(&member.key));
    if let Some(event) = event
        && matches!(member.node.kind, Kind::List(_) | Kind::Table(_))
    {
        return Some(unknown(format!("write [[hooks.{}]]", event.wire_name())));
    }
    if let Some(meant) = nearest(&member.key, ["hooks"]) {
        return Some(unknown(format!("did you mean `{meant}`?")));
    }
    // `modify = true` is an agent's own; only an argv is a misspelt `notify`.
    if matches!(member.node.kind, Kind::List(_))
        && let Some(meant) = nearest(&member.key, ["notify"])
    {
        return Some(unknown(format!("did you mean `{meant}`?")));
    }
    KEYS.contains(&&*member.key)
        .then(|| unknown(format!("`{}` belongs under [hooks]", member.key)).without_effect())
}

/// What becomes of a text that is not TOML, or passes a bound.
pub(super) fn refused(text: &str, options: &LoadOptions, mut flaw: Flaw) -> Loaded {
    if flaw.message.starts_with("duplicate key") {
        flaw.code = DiagnosticCode::DuplicateKey;
    }
    let mut loaded = Loaded::default();
    let found = flaw.into_diagnostic(&options.file, text, &Lines::of(text));
    loaded.diagnostics.push(found);
    loaded.files.push(LoadedFile::new(
        std::sync::Arc::clone(&options.file),
        hooks_types::DialectRef::NATIVE,
        0,
        text.into(),
    ));
    loaded
}
