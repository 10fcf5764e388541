//! The texts of background hooks that wait to be delivered.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Texts that wait for delivery, in the order in which their hooks ended. Each text is delivered once.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    texts: Mutex<Waiting>,
}

/// The waiting texts, their total size, and how many texts were dropped.
#[derive(Debug, Default)]
struct Waiting {
    /// The texts for the model and for the user, in one queue, so that the oldest text can be dropped first.
    texts: VecDeque<Text>,
    /// The size of all texts, in bytes.
    bytes: usize,
    /// The number of texts that were dropped.
    dropped: usize,
}

/// A text of a background hook, with its reader.
#[derive(Debug)]
enum Text {
    /// A text for the model.
    Model(String),
    /// A text for the user.
    User(String),
}

/// Texts of background hooks, separated by their reader.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Texts of the hooks for the model.
    pub(crate) contexts: Vec<String>,
    /// Texts of the hooks for the user.
    pub(crate) notices: Vec<String>,
}

/// The maximum size of all waiting texts together, in bytes. If it is exceeded, the oldest texts are dropped, and a
/// notice says how many were dropped.
const MOST_BYTES: usize = 1 << 20;

/// The maximum number of waiting texts.
const MOST_TEXTS: usize = 1000;

impl Pending {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds texts that wait to be delivered.
    pub(crate) fn add(&self, said: Taken) {
        let mut waiting = self.waiting();
        let contexts = said.contexts.into_iter().map(Text::Model);
        for text in contexts.chain(said.notices.into_iter().map(Text::User)) {
            waiting.add(text);
        }
    }

    /// Takes all texts. Allocates nothing if there are none, because this runs at every tool call.
    pub(crate) fn take(&self) -> Taken {
        let mut waiting = self.waiting();
        let mut taken = Taken::default();
        let Waiting { texts, dropped, .. } = std::mem::take(&mut *waiting);
        drop(waiting);
        for text in texts {
            match text {
                Text::Model(text) => taken.contexts.push(text),
                Text::User(text) => taken.notices.push(text),
            }
        }
        if dropped > 0 {
            let notice = format!("{dropped} older texts of background hooks were dropped");
            taken.notices.push(notice);
        }
        taken
    }
}

impl Waiting {
    /// Adds a text. If the limits are then exceeded, drops the oldest texts.
    fn add(&mut self, text: Text) {
        self.bytes += text.len();
        self.texts.push_back(text);
        // Keep the last text even if it alone exceeds the limit: the executor has already limited its length.
        while self.texts.len() > 1 && (self.bytes > MOST_BYTES || self.texts.len() > MOST_TEXTS) {
            let oldest = self.texts.pop_front();
            self.bytes -= oldest.map_or(0, |text| text.len());
            self.dropped += 1;
        }
    }
}

impl Text {
    fn len(&self) -> usize {
        match self {
            Self::Model(text) | Self::User(text) => text.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(text: &str) -> Taken {
        Taken {
            contexts: vec![text.to_owned()],
            notices: Vec::new(),
        }
    }

    #[test]
    fn each_text_is_taken_once_in_the_order_in_which_it_came() {
        let pending = Pending::default();
        pending.add(context("one"));
        pending.add(context("two"));
        assert_eq!(pending.take().contexts, ["one", "two"]);
        assert_eq!(pending.take(), Taken::default());
    }

    #[test]
    fn a_flood_drops_the_oldest_and_says_how_many() {
        let pending = Pending::default();
        (0..MOST_TEXTS + 3).for_each(|n| pending.add(context(&n.to_string())));
        let taken = pending.take();
        assert_eq!(taken.contexts.len(), MOST_TEXTS);
        assert_eq!(taken.contexts[0], "3");
        assert_eq!(
            taken.notices,
            ["3 older texts of background hooks were dropped"]
        );
    }

    #[test]
    fn texts_beyond_the_bytes_drop_the_oldest_but_never_the_last() {
        let pending = Pending::default();
        pending.add(context("old"));
        pending.add(context(&"x".repeat(MOST_BYTES + 1)));
        assert_eq!(pending.take().contexts.len(), 1);
    }
}
