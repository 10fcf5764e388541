//! Resumes a suspended call whose user has said yes.

use hooks_types::ToolCall;
use hooks_types::text::short_name;

use super::suspended::{ResumeError, ResumeErrorKind, SuspendedCall};
use crate::dispatch::{DispatchOptions, HostVerdict};
use crate::gate::before::Gate;
use crate::session::Session;

impl Session {
    /// Resumes a suspended call whose user said yes. Takes the call through the whole gate again, with the current
    /// hooks, so a hook can still block it. The call runs if the user has answered every question that is now asked
    /// about it. A question that the user has not answered leads to [`Gate::Ask`]. If the user said no, do not resume
    /// the call.
    ///
    /// # Errors
    ///
    /// [`ResumeErrorKind::ChangedInput`] if `call` differs from the suspended one in more than its id, and
    /// [`ResumeErrorKind::UnknownDialect`] if a hook that asked has a dialect that no hook of this router has.
    ///
    /// # Cancel safety
    ///
    /// Cancelling has the same effect as for [`Session::before`]; the call can be resumed again.
    pub async fn resume<'a>(
        &self,
        suspended: &SuspendedCall,
        call: &'a ToolCall,
    ) -> Result<Gate<'a>, ResumeError> {
        let options = DispatchOptions::default();
        self.resume_with(suspended, call, options).await
    }

    /// Like `resume`, with explicit options. If these options contain a deny of the agent's own permission system, the
    /// call is blocked.
    ///
    /// # Errors
    ///
    /// The same errors as [`resume`](Self::resume).
    ///
    /// # Cancel safety
    ///
    /// Cancelling has the same effect as for [`resume`](Self::resume).
    pub async fn resume_with<'a>(
        &self,
        suspended: &SuspendedCall,
        call: &'a ToolCall,
        mut options: DispatchOptions,
    ) -> Result<Gate<'a>, ResumeError> {
        if !suspended.is_of(call) {
            let message = format!(
                "the call `{}` is not the one that was suspended: tool or input differ",
                short_name(&call.call_id)
            );
            return Err(ResumeError::new(ResumeErrorKind::ChangedInput, message));
        }
        let knows = |name: &str| {
            let forms = self.shared().hooks.iter().map(|hook| &hook.form.dialect);
            let mut known = forms.filter(|dialect| dialect.get().is_some());
            known.any(|dialect| dialect.name() == name)
        };
        if let Some((dialect, hook)) = suspended.unknown_dialect(knows) {
            let (hook, dialect) = (short_name(hook), short_name(dialect));
            let message = format!(
                "the hook `{hook}`, which asked, uses the dialect `{dialect}`, and no hook of \
                 this router does; load the hooks with that dialect, or ask the user again"
            );
            return Err(ResumeError::new(ResumeErrorKind::UnknownDialect, message));
        }
        // If the agent itself asked when the call was suspended, let it ask again: `covers` below decides whether the
        // user's yes answers the agent's question.
        if suspended.is_by_agent() && !matches!(options.host, Some(HostVerdict::Deny(_))) {
            options.host = Some(HostVerdict::Ask);
        }
        Ok(match self.before_with(call, options).await {
            Gate::Ask(pending) if suspended.covers(&pending) => Gate::Run(pending.granted()),
            gate => gate,
        })
    }
}
