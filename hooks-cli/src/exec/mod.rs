//! `hooks exec`: runs a command with its hooks around it.

mod ask;
mod capture;
mod child;
mod ending;
mod run;

pub(crate) use ask::question;
pub(crate) use run::run;
