//! Keeps the findings about a program and its script, so that hooks that run the same script in the same way are
//! examined once.

use std::collections::HashMap;

use hooks_types::HookSpec;

use super::Finding;
use crate::alike::alike;

/// The findings about a hook's program, about its variables, and about its script.
type Found = [Vec<Finding>; 3];

/// The findings so far. The key is the text of [`alike`], which is equal for hooks that run the same program in the
/// same way.
#[derive(Debug, Default)]
pub(super) struct Examined(HashMap<String, Found>);

impl Examined {
    /// Returns the findings about a hook. Calls `examine` only for the first of several hooks that are alike.
    pub(super) fn of(&mut self, hook: &HookSpec, examine: impl FnOnce() -> Found) -> Found {
        self.0.entry(alike(hook)).or_insert_with(examine).clone()
    }
}

#[cfg(test)]
mod tests {
    use hooks_types::EventName;
    use hooks_types::spec::Command;

    use super::*;
    use crate::diagnostic::DiagnosticCode;

    #[test]
    fn hooks_that_run_one_script_in_the_same_way_are_examined_once() {
        let mut examined = Examined::default();
        let mut times = 0;
        for n in 0..1000 {
            let event = match n % 2 {
                0 => EventName::PreToolUse,
                _ => EventName::Stop,
            };
            let hook = HookSpec::command(format!("h{n}"), event, Command::argv(["/g.sh"]));
            let [_, _, found] = examined.of(&hook, || {
                times += 1;
                let note = Finding::note(DiagnosticCode::ExitOne, "", "it");
                [Vec::new(), Vec::new(), vec![note]]
            });
            assert_eq!(found.len(), 1);
        }
        assert_eq!(times, 2);
    }
}
