//! Every fault of a hook run that this system can produce, as a test named after it.
//! `docs/faults.md` lists them all, those that cannot be produced included.

mod input;
