//! Pictures: drawings of a patent and photos of a product, read with limits, scaled for a page, and hashed as they were.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::path::Path;
use std::sync::Arc;

use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};

use crate::text::source::{display_name, sha256_hex};

/// The largest picture file that is read, in bytes.
pub const MAX_FILE: u64 = 32 << 20;

/// The longest side that is decoded, in pixels.
const MAX_SIDE: u32 = 12_000;

/// The most memory that decoding may take, in bytes.
const MAX_MEMORY: u64 = 256 << 20;

/// The longest side of an embedded picture, in pixels: 17 cm at 180 dots an inch.
const EMBEDDED_SIDE: u32 = 1200;

/// Pictures that reports embed, by [`Picture::key`].
pub type Pictures = BTreeMap<String, Arc<Picture>>;

/// A picture as reports embed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The file, as the user named it.
    pub file: String,
    /// SHA-256 of the file's bytes.
    pub sha256: String,
    /// Width of the file's picture, in pixels.
    pub width: u32,
    /// Height of the file's picture, in pixels.
    pub height: u32,
    /// What is embedded: at most 1,200 pixels a side, PNG or JPEG.
    pub bytes: Vec<u8>,
    /// Whether `bytes` are JPEG; PNG otherwise.
    pub jpeg: bool,
    /// Width of what is embedded, in pixels.
    pub shown_width: u32,
    /// Height of what is embedded, in pixels.
    pub shown_height: u32,
}

impl Picture {
    /// The name by which a report's text refers to it.
    pub fn key(&self) -> String {
        self.sha256[..16].to_owned()
    }

    /// The media type of what is embedded.
    pub fn media_type(&self) -> &'static str {
        if self.jpeg { "image/jpeg" } else { "image/png" }
    }
}

/// Reads a logo: as [`read`], and shown at most 240 pixels wide and 64 high.
///
/// # Errors
/// As for [`read`], with the file's name.
pub fn logo(path: &Path) -> Result<Picture, String> {
    let mut logo = read(path).map_err(|message| format!("{}: {message}", display_name(path)))?;
    let (width, height) = (f64::from(logo.shown_width.max(1)), f64::from(logo.shown_height.max(1)));
    let scale = (240.0 / width).min(64.0 / height).min(1.0);
    logo.shown_width = ((width * scale).round() as u32).max(1);
    logo.shown_height = ((height * scale).round() as u32).max(1);
    Ok(logo)
}

/// Reads a picture file: PNG, JPEG, GIF (its first frame) or WebP, told by content and not by name.
///
/// # Errors
/// When it is empty, larger than the limits, of another kind or damaged; the message is one clause for a finding.
pub fn read(path: &Path) -> Result<Picture, String> {
    let file = std::fs::File::open(path).map_err(|error| format!("the picture cannot be read: {error}"))?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|error| format!("the picture cannot be read: {error}"))?;
    from_bytes(&display_name(path), &bytes)
}

/// Reads a picture from its bytes, see [`read`].
///
/// # Errors
/// As for [`read`].
pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<Picture, String> {
    if bytes.is_empty() {
        return Err("the picture is empty (0 bytes)".to_owned());
    }
    if bytes.len() as u64 > MAX_FILE {
        return Err(format!("the picture is larger than {} MiB", MAX_FILE >> 20));
    }
    let format = image::guess_format(bytes)
        .ok()
        .filter(|format| matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Gif | ImageFormat::WebP))
        .ok_or("the file is no PNG, JPEG, GIF or WebP picture")?;
    let image = decode(bytes, format).map_err(|error| format!("the picture cannot be decoded: {error}"))?;
    let (width, height) = (image.width(), image.height());
    let small = width.max(height) <= EMBEDDED_SIDE;
    // All are written anew, which drops what hides in metadata.
    let scaled = if small { image } else { image.thumbnail(EMBEDDED_SIDE, EMBEDDED_SIDE) };
    let jpeg = format == ImageFormat::Jpeg;
    let mut written = Vec::new();
    let kind = if jpeg { ImageFormat::Jpeg } else { ImageFormat::Png };
    let plain = flatten(scaled, jpeg);
    plain
        .write_to(&mut Cursor::new(&mut written), kind)
        .map_err(|error| format!("the picture cannot be scaled: {error}"))?;
    Ok(Picture {
        file: name.to_owned(),
        sha256: sha256_hex(bytes),
        width,
        height,
        shown_width: plain.width(),
        shown_height: plain.height(),
        bytes: written,
        jpeg,
    })
}

fn decode(bytes: &[u8], format: ImageFormat) -> image::ImageResult<DynamicImage> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    // Cameras store how the picture is to be turned.
    let turn = decoder.orientation()?;
    if decoder.total_bytes() > MAX_MEMORY {
        return Err(image::ImageError::Limits(image::error::LimitError::from_kind(
            image::error::LimitErrorKind::InsufficientMemory,
        )));
    }
    let mut image = DynamicImage::from_decoder(decoder)?;
    image.apply_orientation(turn);
    Ok(image)
}

/// Eight bits a channel; grey drawings stay grey, which keeps them small.
fn flatten(image: DynamicImage, jpeg: bool) -> DynamicImage {
    let colour = image.color();
    match (colour.has_color(), colour.has_alpha() && !jpeg) {
        (false, false) => DynamicImage::ImageLuma8(image.into_luma8()),
        (false, true) => DynamicImage::ImageLumaA8(image.into_luma_alpha8()),
        (true, true) => DynamicImage::ImageRgba8(image.into_rgba8()),
        (true, false) => DynamicImage::ImageRgb8(image.into_rgb8()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let image = DynamicImage::new_luma8(width, height);
        image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        bytes
    }

    #[test]
    fn large_pictures_are_scaled_and_hashed_as_they_were() {
        let bytes = png(2400, 600);
        let picture = from_bytes("a.jpg", &bytes).unwrap();
        assert_eq!((picture.width, picture.height), (2400, 600));
        assert_eq!((picture.shown_width, picture.shown_height, picture.jpeg), (1200, 300, false));
        assert_eq!(picture.sha256, sha256_hex(&bytes));
        assert_eq!(picture, from_bytes("a.jpg", &bytes).unwrap());
    }

    #[test]
    fn what_is_no_picture_says_why() {
        let mut cut = png(800, 800);
        cut.truncate(60);
        let mut bomb = png(1, 1);
        bomb[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
        let cases: [(&[u8], &str); 5] = [
            (b"", "empty"),
            (b"<svg onload=alert(1)>", "no PNG"),
            (b"%PDF-1.7", "no PNG"),
            (&cut, "cannot be decoded"),
            (&bomb, "cannot be decoded"),
        ];
        for (bytes, why) in cases {
            let error = from_bytes("x.png", bytes).unwrap_err();
            assert!(error.contains(why), "{error}");
        }
    }
}
