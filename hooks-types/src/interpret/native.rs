//! The native rules of answering.
