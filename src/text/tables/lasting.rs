//! Words of the built-in tables in stored values: written as text, read back as text that lasts as long as the program.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex, PoisonError};

use serde::{Deserialize as _, Deserializer, Serializer};

/// A word that lasts as long as the program. Under a name of its own, since serde would borrow a plain `&str`.
pub type Lasting = &'static str;

static WORDS: LazyLock<Mutex<BTreeSet<Lasting>>> = LazyLock::new(Mutex::default);

/// The lasting copy of a word. There are a few dozens: properties, dimensions, measures.
fn lasting(word: &str) -> Lasting {
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    words.get(word).copied().unwrap_or_else(|| {
        let kept: Lasting = Box::leak(word.into());
        words.insert(kept);
        kept
    })
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
pub fn serialize<S: Serializer>(word: &Lasting, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(word)
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Lasting, D::Error> {
    Ok(lasting(&Cow::<str>::deserialize(deserializer)?))
}

/// The same for a word that may be absent.
pub mod option {
    use super::{Cow, Deserializer, Lasting, Serializer};
    use serde::{Deserialize as _, Serialize as _};

    #[allow(clippy::ref_option, reason = "the signature that serde asks for")]
    pub fn serialize<S: Serializer>(word: &Option<Lasting>, serializer: S) -> Result<S::Ok, S::Error> {
        word.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Lasting>, D::Error> {
        let word = Option::<Cow<'_, str>>::deserialize(deserializer)?;
        Ok(word.map(|word| super::lasting(&word)))
    }
}
