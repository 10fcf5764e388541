//! The members of an object, read by name, so that what nobody asks for can be named.

use std::collections::BTreeMap;

use super::tree::{Kind, Member, Node, Span};
use crate::bounds::MOST_LISTED;
use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;

/// An object being read.
#[derive(Debug)]
pub struct Fields<'n> {
    members: &'n [Member],
    span: Span,
    asked: Vec<&'static str>,
}

/// A text and its place.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Text<'n> {
    /// The text.
    pub text: &'n str,
    /// Where it stands.
    pub span: &'n Span,
}

impl<'n> Fields<'n> {
    /// The members of an object.
    ///
    /// # Errors
    ///
    /// The value, which `what` names, is no object.
    pub fn of(node: &'n Node, what: &str) -> Result<Self, Flaw> {
        match node.members() {
            Some(members) => Ok(Self {
                members,
                span: node.span.clone(),
                asked: Vec::new(),
            }),
            None => Err(wrong_type(node, what, "an object")),
        }
    }

    /// The member of that name, whatever it is.
    pub fn member(&mut self, key: &'static str) -> Option<&'n Member> {
        self.asked.push(key);
        self.members.iter().find(|member| member.key == key)
    }

    /// The value of that name; `null` is absent.
    pub fn get(&mut self, key: &'static str) -> Option<&'n Node> {
        let node = &self.member(key)?.node;
        (node.kind != Kind::Null).then_some(node)
    }

    /// A string.
    ///
    /// # Errors
    ///
    /// It is something else.
    pub fn text(&mut self, key: &'static str) -> Result<Option<Text<'n>>, Flaw> {
        let Some(node) = self.get(key) else {
            return Ok(None);
        };
        a_text(node, &format!("`{key}`")).map(Some)
    }

    /// A string that must be there and say something.
    ///
    /// # Errors
    ///
    /// It is missing, empty or something else.
    pub fn required(&mut self, key: &'static str, of: &str) -> Result<Text<'n>, Flaw> {
        let text = self.text(key)?.ok_or_else(|| {
            Flaw::new(
                DiagnosticCode::MissingKey,
                &self.span,
                format!("{of} needs `{key}`"),
            )
        })?;
        if text.text.trim().is_empty() {
            let message = format!("`{key}` is empty");
            return Err(Flaw::new(DiagnosticCode::BadValue, text.span, message));
        }
        Ok(text)
    }

    /// A boolean with its place.
    ///
    /// # Errors
    ///
    /// It is something else.
    pub fn flag(&mut self, key: &'static str) -> Result<Option<(bool, &'n Span)>, Flaw> {
        let Some(node) = self.get(key) else {
            return Ok(None);
        };
        match node.kind {
            Kind::Bool(flag) => Ok(Some((flag, &node.span))),
            _ => Err(wrong_type(node, &format!("`{key}`"), "true or false")),
        }
    }

    /// A list of strings.
    ///
    /// # Errors
    ///
    /// It is something else.
    pub fn texts(&mut self, key: &'static str) -> Result<Option<Vec<Text<'n>>>, Flaw> {
        let Some(node) = self.get(key) else {
            return Ok(None);
        };
        let what = format!("`{key}`");
        let items = node
            .items()
            .ok_or_else(|| wrong_type(node, &what, "a list of strings"))?;
        items
            .iter()
            .map(|item| a_text(item, &format!("an element of {what}")))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// An object of strings.
    ///
    /// # Errors
    ///
    /// It is something else.
    pub fn text_map(&mut self, key: &'static str) -> Result<BTreeMap<String, String>, Flaw> {
        let Some(node) = self.get(key) else {
            return Ok(BTreeMap::new());
        };
        let what = format!("`{key}`");
        let members = node
            .members()
            .ok_or_else(|| wrong_type(node, &what, "an object of strings"))?;
        members
            .iter()
            .map(|member| {
                let what = format!("`{key}.{}`", member.key);
                if key == "env" && (member.key.is_empty() || member.key.contains(['=', '\0'])) {
                    let message = format!("{what} is no name of a variable");
                    return Err(Flaw::new(
                        DiagnosticCode::BadValue,
                        &member.key_span,
                        message,
                    ));
                }
                let text = a_text(&member.node, &what)?;
                Ok((member.key.clone(), text.text.to_owned()))
            })
            .collect()
    }

    /// The members nobody asked for.
    pub fn unread(&self) -> impl Iterator<Item = &'n Member> {
        self.members
            .iter()
            .filter(|member| !self.asked.contains(&member.key.as_str()))
    }

    /// Every name that was asked for.
    #[must_use]
    pub fn asked(&self) -> &[&'static str] {
        &self.asked
    }
}

/// Refuses a list that is too long to be held against every hook.
///
/// # Errors
///
/// It is.
pub fn at_most(items: usize, node: &Node, what: &str) -> Result<(), Flaw> {
    if items <= MOST_LISTED {
        return Ok(());
    }
    let message = format!("{what} lists more than {MOST_LISTED} items");
    Err(Flaw::new(DiagnosticCode::BadValue, &node.span, message))
}

/// A string that can be handed to a program.
fn a_text<'n>(node: &'n Node, what: &str) -> Result<Text<'n>, Flaw> {
    let text = node
        .text()
        .ok_or_else(|| wrong_type(node, what, "a string"))?;
    if text.contains('\0') {
        let message = format!("{what} holds a NUL byte, which no program can be given");
        return Err(Flaw::new(DiagnosticCode::BadValue, &node.span, message));
    }
    Ok(Text {
        text,
        span: &node.span,
    })
}

/// A value of another type.
#[must_use]
pub fn wrong_type(node: &Node, what: &str, wanted: &str) -> Flaw {
    Flaw::new(
        DiagnosticCode::WrongType,
        &node.span,
        format!("{what} is {}, not {wanted}", node.kind_name()),
    )
}
