//! [`Setting`]: the part of an event's line that is equal for most events of a session, ready to be written.

use std::path::PathBuf;
use std::sync::Arc;

use hooks_types::answer::Note;
use hooks_types::env::{EnvironmentPlan, environment, environment_is_of_session};
use hooks_types::spec::Handler;
use hooks_types::{EventName, Failure, SessionMeta};

use super::protocol::write_session;
use crate::process::{command_of, work_dir};
use crate::request::HookRequest;

/// The variables and the folder of an event.
#[derive(Debug)]
pub(super) struct Setting {
    /// The facts of the session from which the setting was made.
    meta: Arc<SessionMeta>,
    /// The event for which the setting was made.
    event: EventName,
    /// The variables that the hook gets with the event.
    pub(super) plan: EnvironmentPlan,
    /// The folder of the event. It existed when the setting was made.
    pub(super) folder: PathBuf,
    /// A note, if the folder is a fallback because the event's own folder does not exist.
    pub(super) moved: Option<Note>,
    /// The part of an event's line that contains the variables and the folder, up to the payload.
    pub(super) written: Vec<u8>,
}

impl Setting {
    /// Makes the setting (variables and folder) of a request.
    ///
    /// # Errors
    ///
    /// A value cannot be part of an environment, or the event's folder does not exist and has no fallback.
    pub(super) fn new(request: &HookRequest) -> Result<Self, Failure> {
        let payload = request.payload.payload();
        let mut plan = environment(&request.spec, payload);
        plan.check(&request.spec)?;
        // The variables of the hook's entry override the variables of the event, as for any hook.
        if let Handler::Command(command) = &request.spec.handler
            && !command.env.is_empty()
        {
            plan.vars.retain(|name, _| !command.env.contains_key(name));
        }
        // A hook that is started for each event runs in this folder, so a worker gets the same folder.
        let command = command_of(&request.spec)?;
        let (folder, moved) = work_dir::choose(command, &payload.meta.cwd)?;
        let mut written = Vec::new();
        write_session(&mut written, &folder.to_string_lossy(), &plan.vars);
        Ok(Self {
            meta: Arc::clone(&payload.meta),
            event: payload.event.name(),
            plan,
            folder,
            moved,
            written,
        })
    }

    /// Returns whether later requests of the hook may use the setting of this request. The caller must also check that
    /// the setting [`fits`](Self::fits) them.
    pub(super) fn is_shared(request: &HookRequest) -> bool {
        // With fallbacks, the choice of the folder can change from event to event.
        environment_is_of_session(&request.spec)
            && command_of(&request.spec).is_ok_and(|command| command.work_dir_fallbacks.is_empty())
    }

    /// Returns whether this setting, made for an earlier request of the hook, can be used for `request`.
    pub(super) fn fits(&self, request: &HookRequest) -> bool {
        let payload = request.payload.payload();
        // In nearly all cases both `meta` are the same allocation, so the comparison is cheap.
        self.meta == payload.meta && self.event == payload.event.name()
    }
}

#[cfg(test)]
mod tests {
    use hooks_types::event::{SessionStart, Stop};
    use hooks_types::spec::Command;
    use hooks_types::{HookEvent, HookSpec, Payload};

    use super::*;
    use crate::wire_forms::SharedPayload;

    fn request(meta: &Arc<SessionMeta>, event: impl Into<HookEvent>) -> HookRequest {
        let command = Command::argv(["h"]).with_env("HOOKS_EVENT", "own");
        let spec = HookSpec::command("h", EventName::Stop, command);
        let payload = Payload::new(Arc::clone(meta), event);
        HookRequest::new(Arc::new(spec), SharedPayload::new(payload))
    }

    #[test]
    fn a_setting_fits_the_events_that_would_get_the_same() {
        let meta = |session: &str, cwd: &str| Arc::new(SessionMeta::new(session, cwd));
        let here = meta("s", "/usr");
        let setting = Setting::new(&request(&here, Stop::default())).unwrap();
        let text = String::from_utf8(setting.written.clone()).unwrap();
        let env = r#","env":{"HOOKS_PROJECT_DIR":"/usr","HOOKS_SESSION_ID":"s"},"payload":"#;
        assert_eq!(text, format!(r#","cwd":"/usr"{env}"#));
        for fits in [&here, &meta("s", "/usr")] {
            assert!(setting.fits(&request(fits, Stop::default())));
        }
        for other in [&meta("t", "/usr"), &meta("s", "/")] {
            assert!(!setting.fits(&request(other, Stop::default())));
        }
        assert!(!setting.fits(&request(&here, SessionStart::new("startup"))));
    }
}
