//! Crawls in Parquet: each row becomes the JSON record that it stands for.

use std::fs::File;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;
use parquet::record::reader::RowIter;
use serde_json::Value;

use crate::batch::crawl::record::{Record, Records};
use crate::listing::read::mapping::Mapping;
use crate::text::finding::{Code, Finding};

/// Opens a Parquet file.
///
/// # Errors
/// When it is none, or lacks a column that is needed.
pub fn open(path: &Path, name: &str, mapping: &Mapping) -> Result<Records> {
    let file = File::open(path).with_context(|| format!("cannot open {name}"))?;
    let reader = guarded(|| SerializedFileReader::new(file))
        .and_then(|reader| reader.map_err(|error| error.to_string()))
        .map_err(|error| anyhow!("{name} is no Parquet file that can be read: {error}"))?;
    let schema = reader.metadata().file_metadata().schema_descr().root_schema();
    let columns: Vec<&str> = schema.get_fields().iter().map(|field| field.name()).collect();
    let listed = || columns.join(", ");
    if let Some((field, column)) = mapping.0.iter().find(|(_, column)| !columns.contains(&column.as_str())) {
        bail!("{name} has no column {column} that --map {field}={column} names; its columns are {}", listed());
    }
    if !columns.iter().any(|column| mapping.field_of(column) == "id") {
        bail!("{name} has no column `id`; its columns are {}; say which are ours: --map id=COLUMN", listed());
    }
    let rows = guarded(|| RowIter::from_file_into(Box::new(reader))).map_err(|error| anyhow!("{name}: {error}"))?;
    Ok(Box::new(Rows { iter: rows, name: name.to_owned(), number: 0, ended: false }))
}

struct Rows {
    iter: RowIter<'static>,
    name: String,
    number: usize,
    ended: bool,
}

impl Iterator for Rows {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if self.ended {
            return None;
        }
        self.number += 1;
        let next = guarded(|| self.iter.next().map(|row| row.map(|row| json(&Field::Group(row)))));
        let failure = match next {
            Ok(None) => return None,
            Ok(Some(Ok(mut value))) => {
                // A column without a value is a field that is not there.
                if let Value::Object(members) = &mut value {
                    members.retain(|_, value| !value.is_null());
                }
                return Some(Record::Line(self.number, value.to_string().into_bytes()));
            }
            Ok(Some(Err(error))) => error.to_string(),
            Err(message) => message,
        };
        self.ended = true;
        let message = format!("row {} cannot be read, nor what follows: {failure}", self.number);
        let finding = Finding::new(Code::Truncated, &self.name, message).at_line(self.number);
        Some(Record::End(Box::new(finding.help("the rows before were read; get the file again, it is damaged"))))
    }
}

/// A value as JSON. Some programs write text as plain bytes.
fn json(field: &Field) -> Value {
    match field {
        Field::Bytes(bytes) => match std::str::from_utf8(bytes.data()) {
            Ok(text) => Value::String(text.to_owned()),
            Err(_) => field.to_json_value(),
        },
        Field::Group(row) => row.get_column_iter().map(|(name, field)| (name.clone(), json(field))).collect(),
        Field::ListInternal(list) => list.elements().iter().map(json).collect(),
        _ => field.to_json_value(),
    }
}

/// Runs code of the Parquet reader, which panics on some damaged files.
fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    crate::text::guarded::guarded(run).map_err(|_| "the file is damaged".to_owned())
}
