//! Reads the members of an object by key, and remembers which keys were read. Unknown keys can then be reported.

use hooks_types::near::nearest;
use hooks_types::text::short_name;

use std::collections::BTreeMap;

use super::tree::{Kind, Member, Node, Span};
use crate::bounds::MOST_LISTED;
use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;
use crate::words::Words;

/// An object that is being read.
#[derive(Debug)]
pub struct Fields<'n> {
    /// The members of the object.
    members: &'n [Member],
    /// The byte range of the object, for errors about missing keys.
    span: Span,
    /// The keys that the agent's reader has looked up in the object, whether the object has them or not.
    asked: Vec<&'static str>,
}

/// A string and its place in the file.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Text<'n> {
    /// The string.
    pub text: &'n str,
    /// The byte range of the string.
    pub span: &'n Span,
}

impl<'n> Fields<'n> {
    /// Starts reading an object.
    ///
    /// # Errors
    ///
    /// The value is not an object. The message calls the value `what`.
    pub fn of(node: &'n Node, what: impl Into<Words>) -> Result<Self, Flaw> {
        match node.members() {
            Some(members) => Ok(Self {
                members,
                span: node.span.clone(),
                asked: Vec::new(),
            }),
            None => Err(wrong_type(node, what, "an object")),
        }
    }

    /// Returns the member with this key, of any type.
    pub fn member(&mut self, key: &'static str) -> Option<&'n Member> {
        // Record the key even if it is missing: `unread` and the suggestions for typos need all keys
        // that this object can have.
        self.asked.push(key);
        self.members.iter().find(|member| member.key == key)
    }

    /// Returns the value of this key. `null` is treated as absent.
    pub fn get(&mut self, key: &'static str) -> Option<&'n Node> {
        let node = &self.member(key)?.node;
        (node.kind != Kind::Null).then_some(node)
    }

    /// Reads a string.
    ///
    /// # Errors
    ///
    /// The value is not a string.
    pub fn text(&mut self, key: &'static str) -> Result<Option<Text<'n>>, Flaw> {
        let Some(node) = self.get(key) else {
            return Ok(None);
        };
        a_text(node, Words::ours(format!("`{key}`"))).map(Some).map_err(|flaw| {
            match (key, node.items()) {
                ("command", Some(_)) => flaw.with_help(
                    "write one string, as you would type it in a shell: only hooks.toml has a list here",
                ),
                ("matcher", Some(_)) => flaw.with_help(
                    "write one string with `|` between the names, as in \"Write|Edit\": only hooks.toml has a list here",
                ),
                _ => flaw,
            }
        })
    }

    /// Reads a string that must exist and must not be blank.
    ///
    /// # Errors
    ///
    /// The value is missing, blank, or not a string.
    pub fn required(&mut self, key: &'static str, of: impl Into<Words>) -> Result<Text<'n>, Flaw> {
        let text = self.text(key)?.ok_or_else(|| {
            let message = of.into().framed("", &format!(" needs `{key}`"));
            // A misspelled key is the cause of the missing key, so point at it.
            if let Some(near) = self.misspelling_of(&[key]) {
                return Flaw::new(DiagnosticCode::MissingKey, &near.key_span, message)
                    .with_help(Words::ours(format!("did you mean `{key}`?")));
            }
            let flaw = Flaw::new(DiagnosticCode::MissingKey, &self.span, message);
            match key {
                "type" => flaw.with_help("write \"type\": \"command\""),
                _ => flaw,
            }
        })?;
        if text.text.trim().is_empty() {
            let message = Words::ours(format!("`{key}` is empty"));
            return Err(Flaw::new(DiagnosticCode::BadValue, text.span, message));
        }
        Ok(text)
    }

    /// Returns the member whose key is probably a misspelling of one of these missing keys.
    #[must_use]
    pub fn misspelling_of(&self, wanted: &[&str]) -> Option<&'n Member> {
        // Skip the keys that the agent's reader has looked up: they are right, even if they resemble the missing key.
        let unread = |member: &&Member| !self.asked.contains(&member.key.as_str());
        let is_near = |member: &&Member| nearest(&member.key, wanted.iter().copied()).is_some();
        self.members.iter().filter(unread).find(is_near)
    }

    /// Reads a boolean and its place.
    ///
    /// # Errors
    ///
    /// The value is not a boolean.
    pub fn flag(&mut self, key: &'static str) -> Result<Option<(bool, &'n Span)>, Flaw> {
        let Some(node) = self.get(key) else {
            return Ok(None);
        };
        match node.kind {
            Kind::Bool(flag) => Ok(Some((flag, &node.span))),
            _ => {
                let what = Words::ours(format!("`{key}`"));
                Err(wrong_type(node, what, "true or false"))
            }
        }
    }

    /// Reads a list of strings.
    ///
    /// # Errors
    ///
    /// The value is not a list, or an element is not a string.
    pub fn texts(&mut self, key: &'static str) -> Result<Option<Vec<Text<'n>>>, Flaw> {
        let Some(node) = self.get(key) else {
            return Ok(None);
        };
        let what = || Words::ours(format!("`{key}`"));
        let items = node
            .items()
            .ok_or_else(|| wrong_type(node, what(), "a list of strings"))?;
        items
            .iter()
            .map(|item| a_text(item, what().framed("an element of ", "")))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// Reads an object of strings. A missing key reads as an empty object.
    ///
    /// # Errors
    ///
    /// The value is not an object, a member is not a string, or a key of `env` is not a valid variable name.
    pub fn text_map(&mut self, key: &'static str) -> Result<BTreeMap<String, String>, Flaw> {
        let Some(node) = self.get(key) else {
            return Ok(BTreeMap::new());
        };
        let members = node.members().ok_or_else(|| {
            let what = Words::ours(format!("`{key}`"));
            wrong_type(node, what, "an object of strings")
        })?;
        members
            .iter()
            .map(|member| {
                let what = format!("`{key}.{}`", short_name(&member.key));
                // An empty name, or a name with `=` or a NUL byte, would keep the hook's process from starting. So
                // refuse the variable now.
                if key == "env" && (member.key.is_empty() || member.key.contains(['=', '\0'])) {
                    let message = format!("{what} is not the name of a variable");
                    return Err(Flaw::new(
                        DiagnosticCode::BadValue,
                        &member.key_span,
                        message,
                    ));
                }
                let text = a_text(&member.node, what)?;
                Ok((member.key.clone(), text.text.to_owned()))
            })
            .collect()
    }

    /// Yields the members whose keys the agent's reader never looked up.
    pub fn unread(&self) -> impl Iterator<Item = &'n Member> {
        self.members
            .iter()
            .filter(|member| !self.asked.contains(&member.key.as_str()))
    }

    /// Returns every key that was looked up, whether the object has it or not.
    #[must_use]
    pub fn asked(&self) -> &[&'static str] {
        &self.asked
    }
}

/// Refuses a list that is too long to be matched against every hook.
///
/// # Errors
///
/// The list has more items than the limit.
pub fn at_most(items: usize, node: &Node, what: &str) -> Result<(), Flaw> {
    if items <= MOST_LISTED {
        return Ok(());
    }
    let message = format!("{what} lists more than {MOST_LISTED} items");
    Err(Flaw::new(DiagnosticCode::BadValue, &node.span, message))
}

/// Reads a string that can be passed to a program: a string without a NUL byte.
fn a_text(node: &Node, what: impl Into<Words>) -> Result<Text<'_>, Flaw> {
    let Some(text) = node.text() else {
        return Err(wrong_type(node, what, "a string"));
    };
    if text.contains('\0') {
        let why = " contains a NUL byte, which cannot be passed to a program";
        let message = what.into().framed("", why);
        return Err(Flaw::new(DiagnosticCode::BadValue, &node.span, message));
    }
    Ok(Text {
        text,
        span: &node.span,
    })
}

/// Returns the flaw of a value of the wrong type. The message consists of our own words if `what` does.
#[must_use]
pub fn wrong_type(node: &Node, what: impl Into<Words>, wanted: &'static str) -> Flaw {
    let rest = format!(" is {}, not {wanted}", node.kind_name());
    let message = what.into().framed("", &rest);
    Flaw::new(DiagnosticCode::WrongType, &node.span, message)
}
