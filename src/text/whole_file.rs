//! Files written whole or not at all.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::{Context as _, Result};

/// Writes a file beside its place and moves it there: it is whole or not there at all.
///
/// # Errors
/// When it cannot be written; the message names it.
pub fn write(path: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let name = crate::text::source::display_name(path);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = || -> Result<()> {
        // The error would name the temporary file, which nobody asked for.
        let temporary = tempfile::Builder::new()
            .prefix(".readson-")
            .tempfile_in(folder)
            .map_err(|error| io::Error::from(error.kind()))?;
        let mut out = BufWriter::with_capacity(1 << 16, temporary);
        fill(&mut out)?;
        let temporary = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        temporary.as_file().sync_all()?;
        share(temporary.as_file())?;
        temporary.persist(path)?;
        Ok(())
    };
    written().with_context(|| format!("cannot write {name}"))
}

/// Temporary files are private; reports are as readable as any other new file.
#[cfg(unix)]
fn share(file: &std::fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn share(_: &std::fs::File) -> io::Result<()> {
    Ok(())
}
