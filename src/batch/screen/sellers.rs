//! Lists of sellers: whose listings are left out, and whose are marked.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};

use crate::text::source::display_name;

/// Which list a seller is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Those that may sell: one's own shops, licensees. Their listings are not compared.
    Allow,
    /// Those known to infringe. Their listings come first in reports.
    Deny,
    /// Those to keep an eye on. Their listings are marked.
    Watch,
}

impl Role {
    /// The list's name.
    pub fn word(self) -> &'static str {
        match self {
            Role::Allow => "allow",
            Role::Deny => "deny",
            Role::Watch => "watch",
        }
    }
}

/// Sellers by name, case and white space aside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists(BTreeMap<String, Role>);

fn key(seller: &str) -> String {
    seller.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Lists {
    /// Adds the sellers of a file: one a line; empty lines and those that start with `#` say nothing.
    ///
    /// # Errors
    /// When the file cannot be read, or a seller is on another list already.
    pub fn add(&mut self, path: &Path, role: Role) -> Result<()> {
        let name = display_name(path);
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
        for (line, seller) in text.lines().enumerate() {
            let seller = seller.trim().trim_start_matches('\u{feff}');
            if seller.is_empty() || seller.starts_with('#') {
                continue;
            }
            if let Some(other) = self.0.insert(key(seller), role).filter(|other| *other != role) {
                bail!(
                    "{name}:{}: {seller} is on the list `{}` as well; a seller can be on one list",
                    line + 1,
                    other.word()
                );
            }
        }
        Ok(())
    }

    /// The list that a seller is on.
    pub fn role(&self, seller: &str) -> Option<Role> {
        if self.0.is_empty() || seller.is_empty() { None } else { self.0.get(&key(seller)).copied() }
    }

    /// The lists as a run remembers them: seller and list.
    pub fn entries(&self) -> impl Iterator<Item = (&str, Role)> {
        self.0.iter().map(|(seller, role)| (seller.as_str(), *role))
    }
}
