//! Tests the native wire format: the payload of every event, the answers, and the schemas of both.

mod answers;
mod payloads;
mod rules;
mod samples;
mod schemas;
