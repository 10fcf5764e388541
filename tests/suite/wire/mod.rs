//! What crosses the native wire: every event's payload, answers, and the schemas of both.

mod answers;
mod payloads;
mod rules;
mod samples;
mod schemas;
