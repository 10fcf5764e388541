//! A payload with its wire forms (a form is the encoding that a hook's dialect expects). Each form is encoded at most
//! once per event, and all hooks that read the form share its bytes.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hooks_types::Payload;
use hooks_types::dialect::WireForm;
use hooks_types::wire::{EncodeError, encode};

/// The bytes of one wire form, or the error from encoding it. The error is kept, because a second attempt would fail
/// too.
type Form = Arc<OnceLock<Result<Arc<Vec<u8>>, EncodeError>>>;

/// A payload that all hooks of one event share. Clones share the encoded forms.
#[derive(Clone)]
pub struct SharedPayload {
    /// The payload itself, for executors that need no bytes.
    payload: Arc<Payload>,
    /// The forms that hooks asked for. They are in a list, because one event has few forms.
    forms: Arc<Mutex<Vec<(WireForm, Form)>>>,
}

impl SharedPayload {
    /// Shares a payload.
    #[must_use]
    pub fn new(payload: impl Into<Arc<Payload>>) -> Self {
        Self {
            payload: payload.into(),
            forms: Arc::default(),
        }
    }

    /// Returns the payload.
    #[must_use]
    pub fn payload(&self) -> &Arc<Payload> {
        &self.payload
    }

    /// Returns the payload's bytes in a form. The first call for a form encodes it.
    ///
    /// # Errors
    ///
    /// The dialect is unknown, or cannot express the event. Every call for this form returns the same error.
    pub fn bytes(&self, form: &WireForm) -> Result<Arc<Vec<u8>>, EncodeError> {
        let cell = self.cell(form);
        // Encode without holding the lock, because hooks with a different wire form would have to wait for it.
        cell.get_or_init(|| encode(&self.payload, form).map(Arc::new))
            .clone()
    }

    /// Returns the cell that holds the bytes of a form. The cell is empty until the form is encoded.
    fn cell(&self, form: &WireForm) -> Form {
        // A poisoned lock is safe to use, because the code that holds it cannot panic in the middle of a change.
        let mut forms = self.forms.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, cell)) = forms.iter().find(|(known, _)| known == form) {
            return Arc::clone(cell);
        }
        let cell = Form::default();
        forms.push((form.clone(), Arc::clone(&cell)));
        cell
    }
}

impl fmt::Debug for SharedPayload {
    /// Prints only the event's name, because payload contents must not get into logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedPayload")
            .field("event", &self.payload.event.name())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use hooks_types::event::Stop;
    use hooks_types::{EventName, SessionMeta};

    use super::*;

    #[test]
    fn a_form_is_written_once_and_shared() {
        let payload = Payload::new(Arc::new(SessionMeta::new("s", "/")), Stop::new());
        let shared = SharedPayload::new(payload);
        let form = WireForm::native(&EventName::Stop);
        let first = shared.bytes(&form).unwrap();
        let again = shared.clone().bytes(&form).unwrap();
        assert!(Arc::ptr_eq(&first, &again));
    }
}
