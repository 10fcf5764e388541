//! Turns a panic into a failure.

use std::any::Any;

use hooks_types::Failure;
use hooks_types::report::Cause;
use hooks_types::text::plain;

/// Makes the failure for a panic. The failure's message contains the panic's message if it is text. `what` names the
/// code that panicked.
pub(crate) fn panicked(what: &str, panic: &(dyn Any + Send)) -> Failure {
    let said = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let message = match said {
        Some(said) => format!("{what} panicked: {}", plain(said)),
        None => format!("{what} panicked"),
    };
    Failure::new(Cause::Panicked, message)
}
