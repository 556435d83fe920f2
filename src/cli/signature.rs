//! Detached signatures beside files, as minisign makes them: `report.json.minisig`. Secret keys never come near readson;
//! whoever signs does so with `minisign -S`, and readson says whether what lies there is what was signed.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use minisign_verify::{PublicKey, Signature};

use crate::report::escape::neutralise;
use crate::text::finding::{Code, Finding};
use crate::text::source::display_name;

/// What stands behind a file's name in that of its signature.
const EXTENSION: &str = "minisig";

/// A public key: the file that minisign writes, or the key itself.
///
/// # Errors
/// When it is neither.
pub fn key(written: &str) -> Result<PublicKey> {
    let read =
        if Path::new(written).is_file() { PublicKey::from_file(written) } else { PublicKey::from_base64(written) };
    read.map_err(|error| anyhow!("{written} is no public key of minisign ({error}); give its file, or its second line"))
}

/// The signed comment of a file's signature, or what is wrong with it.
///
/// # Errors
/// When the file cannot be read.
pub fn checked(file: &Path, key: &PublicKey) -> Result<Result<String, Finding>> {
    let name = display_name(file);
    let mut beside = file.as_os_str().to_owned();
    beside.push(format!(".{EXTENSION}"));
    let beside = PathBuf::from(beside);
    let wrong = |message: String| Ok(Err(Finding::new(Code::BrokenSeal, &name, message)));
    let Ok(text) = std::fs::read_to_string(&beside) else {
        return wrong(format!("{} is not there, so nobody is known to have signed it", display_name(&beside)));
    };
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {name}"))?;
    let signature = match Signature::decode(&text) {
        Ok(signature) => signature,
        Err(error) => return wrong(format!("{} is no signature: {error}", display_name(&beside))),
    };
    match key.verify(&bytes, &signature, false) {
        Ok(()) => Ok(Ok(neutralise(signature.trusted_comment()).into_owned())),
        Err(error) => wrong(format!("the signature is not that of this file by this key: {error}")),
    }
}
