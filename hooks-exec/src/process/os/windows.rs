//! Systems without process groups. Nothing here was ever run.
//!
//! Ending a hook with everything it started needs a job object, which safe Rust cannot make; a
//! runner that ends only the direct child would break the executor's promise. So a hook fails
//! visibly, and its policy decides.

use std::time::Duration;

use hooks_types::{Cause, Failure};

use super::settings::Settings;
use crate::request::HookRequest;
use crate::run::HookRun;

/// What runs of one executor share: nothing here.
#[derive(Debug, Clone, Default)]
pub(super) struct Host {}

impl Host {
    pub(super) async fn run(&self, _: &std::sync::Arc<Settings>, _: HookRequest) -> HookRun {
        HookRun::failed(Failure::new(
            Cause::NotUsable,
            "this version starts no hook programs on this system",
        ))
    }

    pub(super) async fn shutdown(&self, _: Duration) -> usize {
        0
    }

    pub(super) fn kill_all(&self) -> usize {
        0
    }

    pub(super) fn running(&self) -> usize {
        0
    }
}
