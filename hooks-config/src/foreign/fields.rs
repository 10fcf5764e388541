//! The members of an object, read by name, so that what nobody asks for can be named.

use std::collections::BTreeMap;

use super::reader::Flaw;
use super::tree::{Kind, Member, Node, Span};
use crate::diagnostic::DiagnosticCode;

/// An object being read.
#[derive(Debug)]
pub(crate) struct Fields<'n> {
    members: &'n [Member],
    span: Span,
    asked: Vec<&'static str>,
}

/// A text and its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'n> {
    pub(crate) text: &'n str,
    pub(crate) span: &'n Span,
}

impl<'n> Fields<'n> {
    /// The members of an object.
    pub(crate) fn of(node: &'n Node, what: &str) -> Result<Self, Flaw> {
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
    pub(crate) fn member(&mut self, key: &'static str) -> Option<&'n Member> {
        self.asked.push(key);
        self.members.iter().find(|member| member.key == key)
    }

    /// The value of that name; `null` is absent.
    pub(crate) fn get(&mut self, key: &'static str) -> Option<&'n Node> {
        let node = &self.member(key)?.node;
        (node.kind != Kind::Null).then_some(node)
    }

    /// A string.
    pub(crate) fn text(&mut self, key: &'static str) -> Result<Option<Text<'n>>, Flaw> {
        let Some(node) = self.get(key) else {
            return Ok(None);
        };
        match node.text() {
            Some(text) => Ok(Some(Text {
                text,
                span: &node.span,
            })),
            None => Err(wrong_type(node, &format!("`{key}`"), "a string")),
        }
    }

    /// A string that must be there and say something.
    pub(crate) fn required(&mut self, key: &'static str, of: &str) -> Result<Text<'n>, Flaw> {
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
    pub(crate) fn flag(&mut self, key: &'static str) -> Result<Option<(bool, &'n Span)>, Flaw> {
        let Some(node) = self.get(key) else {
            return Ok(None);
        };
        match node.kind {
            Kind::Bool(flag) => Ok(Some((flag, &node.span))),
            _ => Err(wrong_type(node, &format!("`{key}`"), "true or false")),
        }
    }

    /// A list of strings.
    pub(crate) fn texts(&mut self, key: &'static str) -> Result<Option<Vec<Text<'n>>>, Flaw> {
        let Some(node) = self.get(key) else {
            return Ok(None);
        };
        let what = format!("`{key}`");
        let items = node
            .items()
            .ok_or_else(|| wrong_type(node, &what, "a list of strings"))?;
        items
            .iter()
            .map(|item| match item.text() {
                Some(text) => Ok(Text {
                    text,
                    span: &item.span,
                }),
                None => Err(wrong_type(
                    item,
                    &format!("an element of {what}"),
                    "a string",
                )),
            })
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// An object of strings.
    pub(crate) fn text_map(&mut self, key: &'static str) -> Result<BTreeMap<String, String>, Flaw> {
        let Some(node) = self.get(key) else {
            return Ok(BTreeMap::new());
        };
        let what = format!("`{key}`");
        let members = node
            .members()
            .ok_or_else(|| wrong_type(node, &what, "an object of strings"))?;
        members
            .iter()
            .map(|member| match member.node.text() {
                Some(text) => Ok((member.key.clone(), text.to_owned())),
                None => {
                    let what = format!("`{key}.{}`", member.key);
                    Err(wrong_type(&member.node, &what, "a string"))
                }
            })
            .collect()
    }

    /// The members nobody asked for.
    pub(crate) fn unread(&self) -> impl Iterator<Item = &'n Member> {
        self.members
            .iter()
            .filter(|member| !self.asked.contains(&member.key.as_str()))
    }

    /// Every name that was asked for.
    pub(crate) fn asked(&self) -> &[&'static str] {
        &self.asked
    }
}

/// A value of another type.
pub(crate) fn wrong_type(node: &Node, what: &str, wanted: &str) -> Flaw {
    Flaw::new(
        DiagnosticCode::WrongType,
        &node.span,
        format!("{what} is {}, not {wanted}", node.kind_name()),
    )
}
