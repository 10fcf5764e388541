//! Tests of the native wire: the payload of every event, answers, and the schemas of both.

mod answers;
mod payloads;
mod rules;
mod samples;
mod schemas;
