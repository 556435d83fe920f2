//! The sentence model of `--model`, in builds that have one (feature `rerank`).

use std::path::Path;

use anyhow::Result;

#[cfg(feature = "rerank")]
pub use crate::chart::rerank::Model;

/// Loads the model that was asked for, if any.
#[cfg(feature = "rerank")]
pub fn load(directory: Option<&Path>) -> Result<Option<Model>> {
    directory.map(Model::load).transpose()
}

/// This build cannot have one.
#[cfg(not(feature = "rerank"))]
#[derive(Debug)]
pub enum Model {}

#[cfg(not(feature = "rerank"))]
mod without {
    use crate::chart::{Chart, Row};
    use crate::listing::Listing;
    use crate::patent::Patent;

    impl super::Model {
        pub fn name(&self) -> &str {
            match *self {}
        }

        pub fn revise(&self, _: &mut [Row], _: &Patent, _: &Listing) -> anyhow::Result<()> {
            match *self {}
        }

        pub fn revise_charts(&self, _: &mut [Chart], _: &[Patent], _: &[Listing]) -> anyhow::Result<()> {
            match *self {}
        }
    }
}

/// Says how to get a build that can.
#[cfg(not(feature = "rerank"))]
pub fn load(directory: Option<&Path>) -> Result<Option<Model>> {
    anyhow::ensure!(
        directory.is_none(),
        "this build reads no sentence models; rebuild with `--features rerank` to use --model"
    );
    Ok(None)
}
