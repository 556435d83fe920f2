//! An index in the bytes of a file: its parts written in a way that does not depend on chance, and read where they lie.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use tantivy::Index as TantivyIndex;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, RamDirectory, WatchCallback, WatchHandle,
    WritePtr,
};

use crate::pair::index::{Index, schema, tokenizers};

/// Bytes that are shared, not copied: of a mapped file, or in memory.
pub type Bytes = OwnedBytes;

/// Maps a file into memory.
///
/// # Errors
/// When it cannot be read.
pub fn map(path: &Path) -> Result<Bytes> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().context("not a file")?;
    // tantivy maps files in a safe way, an empty one as no bytes.
    let directory = MmapDirectory::open(folder)?;
    Ok(directory.open_read(Path::new(name))?.read_bytes()?)
}

const META: &str = "meta.json";

impl Index {
    /// The files of the index by name. tantivy names a segment at random; here it has a name that is always the same.
    ///
    /// # Errors
    /// When tantivy cannot read its own index.
    pub fn files(&self) -> Result<Vec<(String, Vec<u8>)>> {
        files(&self.engine, self.memory.as_ref())
    }

    /// Opens an index from the bytes of its files.
    ///
    /// # Errors
    /// When they are no index of this kind.
    pub fn open(files: BTreeMap<String, Bytes>) -> Result<Index> {
        Index::over(engine(files)?, schema().1, None)
    }
}

/// The files of an index that was built in memory, under names that are always the same.
pub(super) fn files(engine: &TantivyIndex, memory: Option<&RamDirectory>) -> Result<Vec<(String, Vec<u8>)>> {
    // As the files lie there, with tantivy's own footers, which the index itself does not show.
    let directory = memory.context("the index was opened from a file")?;
    let mut meta = String::from_utf8(directory.atomic_read(Path::new(META))?)?;
    let mut files = Vec::new();
    let paths = engine.load_metas()?.list_segment_files();
    for segment in engine.searchable_segment_ids()? {
        let (id, fixed) = (segment.uuid_string(), "0".repeat(32));
        meta = meta.replace(&dashed(&id), &dashed(&fixed)).replace(&id, &fixed);
        for path in paths.iter().filter(|path| path.to_string_lossy().contains(&id)) {
            if directory.exists(path)? {
                let name = path.to_string_lossy().replace(&id, &fixed);
                files.push((name, directory.open_read(path)?.read_bytes()?.to_vec()));
            }
        }
    }
    files.push((META.to_owned(), meta.into_bytes()));
    files.sort();
    Ok(files)
}

/// tantivy over the bytes of an index's files.
pub(super) fn engine(files: BTreeMap<String, Bytes>) -> Result<TantivyIndex> {
    let files = files.into_iter().map(|(name, bytes)| (PathBuf::from(name), bytes)).collect();
    let mut engine = TantivyIndex::open(ReadOnly { files: Arc::new(files) })?;
    engine.set_tokenizers(tokenizers());
    Ok(engine)
}

fn dashed(hex: &str) -> String {
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

/// Files that are there and never change.
#[derive(Clone, Debug)]
struct ReadOnly {
    files: Arc<BTreeMap<PathBuf, OwnedBytes>>,
}

fn refused() -> io::Error {
    io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "the index is read only")
}

impl Directory for ReadOnly {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        match self.files.get(path) {
            Some(bytes) => Ok(Arc::new(bytes.clone())),
            None => Err(OpenReadError::FileDoesNotExist(path.to_owned())),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(refused()), filepath: path.to_owned() })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        Ok(self.files.contains_key(path))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::IoError { io_error: Arc::new(refused()), filepath: path.to_owned() })
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        match self.files.get(path) {
            Some(bytes) => Ok(bytes.to_vec()),
            None => Err(OpenReadError::FileDoesNotExist(path.to_owned())),
        }
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(refused())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    // Nobody writes, so nothing has to be locked.
    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}
