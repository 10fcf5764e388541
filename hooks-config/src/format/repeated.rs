//! Drops the earlier members of a repeated key, and records which of the dropped members held hooks.

use std::collections::HashMap;

use super::tree::{Kind, Member, Node, Span};

/// A member that was dropped, because a later member of the same object has its key.
pub(crate) struct Repeated {
    /// The key of both members.
    pub(crate) key: String,
    /// The byte range of the dropped member's key.
    pub(crate) span: Span,
    /// The byte range of the key of the member that is used.
    pub(crate) used: Span,
    /// The types of the two members, for the advice on how to keep both; `None` if the dropped member holds no hooks.
    pub(crate) hooks: Option<Lost>,
}

/// The types of the two members of a repeated key, if the dropped member holds hooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lost {
    /// Both members are lists.
    Lists,
    /// Both members are objects.
    Objects,
    /// The dropped member is a list or an object, and the member that is used has a different type.
    Other,
}

impl Lost {
    /// Returns the types of the two values; `None` if the dropped value holds no hooks. A value holds hooks if it is
    /// not empty and is the value of `hooks` or of an event in `hooks`.
    fn of(key: &str, around: &str, dropped: &Node, used: &Node) -> Option<Self> {
        let of_hooks = key == HOOKS || around == HOOKS;
        match (&dropped.kind, &used.kind) {
            _ if !of_hooks => None,
            (Kind::List(lost), _) if lost.is_empty() => None,
            (Kind::Table(lost), _) if lost.is_empty() => None,
            (Kind::List(_), Kind::List(_)) => Some(Self::Lists),
            (Kind::Table(_), Kind::Table(_)) => Some(Self::Objects),
            (Kind::List(_) | Kind::Table(_), _) => Some(Self::Other),
            _ => None,
        }
    }
}

/// The key that holds the hooks of a file, and the hooks of a group, in the formats of all agents.
const HOOKS: &str = "hooks";

/// Keeps the last member of each key, at the position of the key's first member, and collects the other members.
/// `around` is the key whose value the node is; empty for the root and for an element of a list.
pub(super) fn drop_repeated(node: &mut Node, around: &str, repeated: &mut Vec<Repeated>) {
    match &mut node.kind {
        Kind::List(items) => {
            for item in items {
                drop_repeated(item, "", repeated);
            }
        }
        Kind::Table(members) => {
            let mut places: HashMap<String, usize> = HashMap::new();
            let mut kept: Vec<Member> = Vec::with_capacity(members.len());
            let mut dropped: Vec<(usize, Member)> = Vec::new();
            for mut member in std::mem::take(members) {
                drop_repeated(&mut member.node, &member.key, repeated);
                let place = *places.entry(member.key.clone()).or_insert(kept.len());
                // Keep the later value, like `JSON.parse` and serde_json's maps, and report the earlier value.
                if let Some(earlier) = kept.get_mut(place) {
                    dropped.push((place, std::mem::replace(earlier, member)));
                } else {
                    kept.push(member);
                }
            }
            // Only now is it known which member of each key is the last.
            repeated.extend(dropped.into_iter().filter_map(|(place, member)| {
                let used = kept.get(place)?;
                Some(Repeated {
                    hooks: Lost::of(&member.key, around, &member.node, &used.node),
                    used: used.key_span.clone(),
                    key: member.key,
                    span: member.key_span,
                })
            }));
            *members = kept;
        }
        _ => {}
    }
}
