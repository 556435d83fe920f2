//! The integration tests, one binary.

mod bad_input;
mod batches;
mod checking;
mod cli;
mod common;
mod documents;
mod drafts;
mod evaluation;
mod explanations;
mod filing;
mod fuzzing;
mod injection;
mod languages;
mod laws;
mod listings;
mod patents;
mod proxies;
mod reports;
mod rooms;
mod rules;
mod seals;
mod sentence_model;
mod shop_window;
mod shops;
mod splitting;
mod statements;
