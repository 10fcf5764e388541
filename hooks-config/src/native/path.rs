//! The keys that lead to a value: `hooks.pre_tool_use[0].timeout`.

use std::fmt;
use std::rc::Rc;

use hooks_types::quoted;

/// A path of keys. Shares what leads to it with its neighbours, so that a long key costs once
/// however many values it has; written out only where something is wrong.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct KeyPath(Option<Rc<Step>>);

#[derive(Debug, PartialEq)]
struct Step {
    before: KeyPath,
    name: Name,
}

#[derive(Debug, PartialEq)]
enum Name {
    Key(Rc<str>),
    Index(usize),
}

impl KeyPath {
    pub(crate) fn key(&self, key: &Rc<str>) -> Self {
        self.step(Name::Key(Rc::clone(key)))
    }

    pub(crate) fn index(&self, index: usize) -> Self {
        self.step(Name::Index(index))
    }

    fn step(&self, name: Name) -> Self {
        let before = self.clone();
        Self(Some(Rc::new(Step { before, name })))
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps: Vec<&Step> =
            std::iter::successors(self.0.as_deref(), |step| step.before.0.as_deref()).collect();
        for (place, step) in steps.into_iter().rev().enumerate() {
            match &step.name {
                Name::Index(index) => write!(f, "[{index}]")?,
                Name::Key(key) => {
                    f.write_str(if place == 0 { "" } else { "." })?;
                    f.write_str(&key_text(key))?;
                }
            }
        }
        Ok(())
    }
}

/// A key as TOML writes it, a long one cut.
fn key_text(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let shown = quoted(key.as_bytes(), 60);
    if !key.is_empty() && key.chars().all(bare) {
        shown
    } else {
        format!("\"{shown}\"")
    }
}
