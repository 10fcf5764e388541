//! Trust in hooks of projects and plugins: permission to run exactly these bytes at this place.
//!
//! A hook's [`Identity`] is its fingerprint together with the content of the files that it runs. A [`TrustStore`] keeps
//! the identities that a user agreed to, by canonical root; [`StorePlace`] reads and writes it on disk.
//! [`load_with`](crate::load_with) asks a [`FileTrust`] about each file. Every hook that becomes live gets a check that
//! looks at its files again right before the hook starts, because files can change after loading.
//!
//! The steps of one hook from its file to its start:
//!
//! 1. Discovery finds the file. It becomes a [`HookFile`], its hooks become [`FoundHook`]s.
//! 2. A [`FileTrust`] returns a [`Decision`] for each hook. A [`StoreTrust`] compares the hook's identity with the
//!    entries of its file; a closure can ask the user instead.
//! 3. The decision's [`TrustState`] makes the hook live, holds the hook back, or replaces it with a hook that always
//!    blocks. [`Loaded::trust`](crate::Loaded::trust) has a [`TrustStatus`] for each hook.
//! 4. Right before each start, the executor runs the [`StartCheck`](hooks_types::spec::StartCheck) that step 3 added.
//!
//! The attacker is the author of a repository that the user clones, or of a later commit to it. These rules follow:
//!
//! - Unknown hooks do not run, and their files are neither quoted nor read beyond a limit.
//! - A change of any covered byte ends the trust. A changed or unreadable guard closes its gate: every call of its
//!   event is blocked. A guard never just disappears.
//! - The words of a command name its files ([`words`], [`files`]). A needless word costs a lookup, but a missing word
//!   would leave a file uncovered, so the search is deliberately broad. Code that the search cannot cover is listed for
//!   the user ([`unseen`]).
//! - Texts that models can read (the reasons of blocks) quote nothing from the repository.
//!
//! The user, and programs that run as the user, do not count as attackers: they can write the store.
//!
//! The modules: [`words`], [`expand`], [`targets`], [`pattern`], [`glob`] and [`files`] find the files of a command,
//! and [`mark`] digests them. [`found`] combines the results into an identity, [`shown`] describes the hook to the
//! user, and [`signs`] makes the identity comparable across versions of a plugin. [`judge`], [`moved`], [`elsewhere`]
//! and [`gone`] compare a load with the store; [`deciding`] and [`permit`] turn the result into live or closed hooks;
//! [`start`] checks again at the start. [`store`], [`entry`], [`disk`], [`lock`] and [`safe`] keep the store.
//! [`decision`], [`state`], [`error`] and [`listing`] hold the values that callers see.

mod changed;
mod deciding;
mod decision;
mod disk;
mod elsewhere;
mod entry;
mod error;
mod expand;
mod files;
mod found;
mod glob;
mod gone;
mod judge;
mod listing;
mod lock;
mod mark;
mod moved;
mod pattern;
mod permit;
mod printed_words;
mod safe;
mod shown;
mod signs;
mod start;
mod state;
mod store;
mod targets;
#[cfg(test)]
mod test_project;
mod unseen;
mod words;

pub use changed::changed_data;
pub use deciding::{StoreTrust, UnreadableStore};
pub use decision::{Decision, FileTrust, GoneHook};
pub use disk::StorePlace;
pub use elsewhere::place_of_same_hook;
pub use entry::TrustEntry;
pub use error::StoreError;
pub use found::{FoundHook, HookFile, Identity};
#[cfg(feature = "schema")]
pub use listing::trust_listing_schema_json;
pub use listing::{DecidedHook, ListedPlace, TrustListing, WaitingHook};

pub use moved::place_when_trusted;
pub use safe::{folder_in_root, repository_of};
pub use shown::Shown;
pub use state::{TrustState, TrustStatus};
pub use store::TrustStore;

pub use unseen::not_covered;

pub(crate) use found::Survey;
pub(crate) use gone::Owner;
pub(crate) use judge::is_place;
pub(crate) use permit::apply;
