//! `hooks bridge`.
