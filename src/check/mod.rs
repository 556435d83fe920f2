//! Checking: what can be computed of patents, listings, drafted charts and complaints is facts; rules and venues, which
//! are pages, say which facts are findings. In: documents. Out: findings with level, place and authority. Uses all rooms
//! before.

pub mod ahead;
pub mod checked;
pub mod complaint;
pub mod condition;
pub mod config;
pub mod draft;
pub mod facts;
pub mod judge;
pub mod levels;
pub mod rules;
pub mod venue;
pub mod waiver;

pub use checked::Checked;
