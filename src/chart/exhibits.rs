//! Exhibits: which documents and pictures a chart rests on, with their hashes, so that anybody can check them again.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::chart::review::Review;
use crate::chart::{Chart, Exhibit, ListingRef, PictureRef, SameListing, design};
use crate::listing::Listing;
use crate::listing::picture::{self, Picture, Pictures};
use crate::patent::{Kind, Patent, View};
use crate::text::finding::{Code, Finding};
use crate::text::source::{display_name, sha256_hex};

/// Photos of the products that the user gives.
#[derive(Clone, Debug, Default)]
pub struct Photos {
    /// A folder of photos whose names say the view; a folder in it that is named like a listing's id holds that
    /// listing's, and is looked at first.
    pub folder: Option<PathBuf>,
    /// Photos with the view that the user says they show.
    pub named: Vec<(View, PathBuf)>,
    /// Drawings with the figure that the user says they show.
    pub drawings: Vec<(String, PathBuf)>,
}

/// Adds to each chart what is known of its patent and listing, its exhibits in order, and for designs the drawings and
/// photos of each view. Pictures that cannot be used are findings.
pub fn attach(
    charts: &mut [Chart],
    patents: &[Patent],
    listings: &[Listing],
    photos: &Photos,
    reviews: &[Review],
) -> (Pictures, Vec<Finding>) {
    let mut attacher = Attacher { pictures: Pictures::new(), read: BTreeMap::new(), findings: Vec::new() };
    let by_number: HashMap<&str, &Patent> =
        patents.iter().rev().map(|patent| (patent.number.as_str(), patent)).collect();
    let by_id: HashMap<&str, &Listing> = listings.iter().rev().map(|listing| (listing.id.as_str(), listing)).collect();
    let several = charts.windows(2).any(|pair| pair[0].listing.id != pair[1].listing.id);
    for chart in charts {
        let patent = by_number.get(chart.patent.number.as_str());
        let listing = by_id.get(chart.listing.id.as_str());
        let (Some(&patent), Some(&listing)) = (patent, listing) else { continue };
        bibliography(chart, patent, listing);
        push(chart, "patent", &patent.file, patent.line, &patent.sha256);
        let at = push(chart, "listing", &listing.file, listing.line, &listing.sha256);
        captured(&mut chart.exhibits[at], listing);
        if !chart.views.is_empty() {
            let alone = patents.iter().filter(|other| other.file == patent.file).count() == 1;
            attacher.drawings(chart, patent, alone, &photos.drawings);
            attacher.photos(chart, listing, photos, several);
        }
        for review in reviews {
            if review.is_about(chart) {
                attacher.further(chart, review);
            }
        }
    }
    (attacher.pictures, attacher.findings)
}

fn captured(exhibit: &mut Exhibit, listing: &Listing) {
    exhibit.captured_at.clone_from(&listing.captured_at);
    if let Some(by) = listing.extra.get("captured_by").and_then(serde_json::Value::as_str) {
        by.clone_into(&mut exhibit.captured_by);
    }
}

fn bibliography(chart: &mut Chart, patent: &Patent, listing: &Listing) {
    let given = |value: &Option<String>| value.clone().unwrap_or_default();
    let own = &mut chart.patent;
    own.jurisdiction.clone_from(&patent.jurisdiction);
    own.owner = given(&patent.owner);
    own.filed = given(&patent.filed);
    own.priority = given(&patent.priority);
    own.granted = given(&patent.granted);
    own.expires = given(&patent.expires);
    let own: &mut ListingRef = &mut chart.listing;
    if let Some(asin) = listing.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case("asin")) {
        own.item.clone_from(&asin.value);
    }
    own.brand.clone_from(&listing.brand);
    own.seller.clone_from(&listing.seller);
    own.price.clone_from(&listing.price);
    if let Some(translation) = &listing.translation {
        own.translated_by.clone_from(&translation.by);
    }
}

/// Merges charts of one claim whose listings have the same text: the first stays and names the others.
pub fn merge_same(charts: Vec<Chart>, listings: &[Listing]) -> Vec<Chart> {
    let mut kept: Vec<Chart> = Vec::new();
    let mut places: BTreeMap<(String, u32, String), usize> = BTreeMap::new();
    let by_id: HashMap<&str, &Listing> = listings.iter().rev().map(|listing| (listing.id.as_str(), listing)).collect();
    for chart in charts {
        let listing = by_id.get(chart.listing.id.as_str()).copied();
        // Words cannot tell whether two articles look the same, and no words tell nothing.
        let Some(listing) = listing.filter(|listing| chart.patent.kind != Kind::Design && !listing.is_blank()) else {
            kept.push(chart);
            continue;
        };
        let key = (chart.patent.number.clone(), chart.claim, loose_text_hash(listing));
        match places.get(&key) {
            None => {
                places.insert(key, kept.len());
                kept.push(chart);
            }
            Some(at) => {
                let at = *at;
                let number = push(&mut kept[at], "same product", &listing.file, listing.line, &listing.sha256);
                captured(&mut kept[at].exhibits[number], listing);
                kept[at].listing.same.push(same(listing));
            }
        }
    }
    kept
}

/// What a chart says of another listing of the same product.
pub(crate) fn same(listing: &Listing) -> SameListing {
    SameListing {
        id: listing.id.clone(),
        url: listing.url.clone(),
        seller: listing.seller.clone(),
        sha256: listing.sha256.clone(),
    }
}

/// A hash of what a listing says, white space and case aside; id, address, seller and price do not count. Looser than the
/// hash of a run, which is the same only where everything compared is.
fn loose_text_hash(listing: &Listing) -> String {
    let plain = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let mut whole = String::new();
    let texts = [Some(listing.texts()), listing.translation.as_ref().map(|translation| translation.texts())];
    for texts in texts.into_iter().flatten() {
        for part in [texts.title, texts.brand, texts.category, texts.description] {
            whole.push_str(&plain(part));
            whole.push('\u{1f}');
        }
        for bullet in texts.bullets {
            whole.push_str(&plain(bullet));
            whole.push('\u{1e}');
        }
        for attribute in texts.attributes {
            whole.push_str(&plain(&attribute.name));
            whole.push('\u{1d}');
            whole.push_str(&plain(&attribute.value));
            whole.push('\u{1c}');
        }
    }
    sha256_hex(whole.as_bytes())
}

/// Adds an exhibit and says where it stands.
fn push(chart: &mut Chart, kind: &str, file: &str, line: usize, sha256: &str) -> usize {
    let at = chart.exhibits.len();
    chart.exhibits.push(Exhibit {
        number: u32::try_from(at + 1).unwrap_or(u32::MAX),
        kind: kind.to_owned(),
        file: file.to_owned(),
        line: line.max(1),
        sha256: sha256.to_owned(),
        ..Exhibit::default()
    });
    at
}

struct Attacher {
    pictures: Pictures,
    /// Files read already, by name: their keys, or nothing when they cannot be used.
    read: BTreeMap<PathBuf, Option<String>>,
    findings: Vec<Finding>,
}

impl Attacher {
    /// Reads a picture once.
    fn picture(&mut self, path: &Path) -> Option<Arc<Picture>> {
        if let Some(known) = self.read.get(path) {
            return known.as_ref().and_then(|key| self.pictures.get(key)).cloned();
        }
        let found = match picture::read(path) {
            Ok(picture) => Some(Arc::new(picture)),
            Err(message) => {
                self.findings.push(
                    Finding::new(Code::BadPicture, &display_name(path), message)
                        .help("give a PNG, JPEG, GIF or WebP file of at most 32 MiB and 12,000 pixels a side"),
                );
                None
            }
        };
        self.read.insert(path.to_owned(), found.as_ref().map(|picture| picture.key()));
        if let Some(picture) = &found {
            self.pictures.insert(picture.key(), Arc::clone(picture));
        }
        found
    }

    fn embed(&mut self, chart: &mut Chart, kind: &str, path: &Path, note: String) -> Option<PictureRef> {
        let picture = self.picture(path)?;
        let at = push(chart, kind, &picture.file, 1, &picture.sha256);
        chart.exhibits[at].note = note;
        Some(PictureRef {
            exhibit: chart.exhibits[at].number,
            file: picture.file.clone(),
            sha256: picture.sha256.clone(),
        })
    }

    /// The patent's drawings: sheets named in its page or beside its XML, in the order of the figures.
    fn drawings(&mut self, chart: &mut Chart, patent: &Patent, alone: bool, said: &[(String, PathBuf)]) {
        let sheets = sheets(patent, alone);
        let mut shown = Vec::new();
        for at in 0..chart.views.len() {
            let figure = &chart.views[at].figure;
            let named = said.iter().find(|(name, _)| name == figure).map(|(_, path)| path.clone());
            let Some(path) = named.or_else(|| design::sheet_of(&sheets, figure, at, chart.views.len())) else {
                continue;
            };
            let note = format!("Fig. {}", chart.views[at].figure);
            chart.views[at].drawing = self.embed(chart, "drawing", &path, note);
            shown.push(path);
        }
        // A sheet with several figures is shown as it is, unless it only repeats one of them for the front page.
        let whole = |sheet: &&PathBuf| !shown.contains(sheet) && (shown.is_empty() || !design::is_front_page(sheet));
        for sheet in sheets.iter().filter(whole) {
            if let Some(picture) = self.embed(chart, "drawing", sheet, "drawing sheet".to_owned()) {
                chart.sheets.push(picture);
            }
        }
    }

    fn photos(&mut self, chart: &mut Chart, listing: &Listing, photos: &Photos, several: bool) {
        let mut found: Vec<(View, PathBuf)> = photos.named.clone();
        if several && !found.is_empty() {
            found.clear();
            self.findings.push(
                Finding::new(Code::UnknownView, &listing.id, "--photo is for one listing, and there are several")
                    .help("put each listing’s photos into a folder named like its id, and give --photos"),
            );
        }
        if let Some(folder) = &photos.folder {
            found.extend(self.in_folder(folder, listing, several));
        }
        for at in 0..chart.views.len() {
            let view = chart.views[at].view;
            // The photo of the very view, else for a side one of the sides; each photo stands beside one figure.
            let exact = found.iter().position(|(shown, _)| *shown == view && view != View::Other);
            let Some(place) = exact.or_else(|| found.iter().position(|(shown, _)| design::same(view, *shown))) else {
                continue;
            };
            let (_, path) = found.remove(place);
            let note = format!("photo laid beside Fig. {}", chart.views[at].figure);
            chart.views[at].photo = self.embed(chart, "photo", &path, note);
        }
        for (_, path) in found {
            self.findings.push(
                Finding::new(
                    Code::UnknownView,
                    &display_name(&path),
                    "no figure is left for the photo, so it is not shown",
                )
                .help("the patent shows the photo’s view in no figure, or another photo stands beside it"),
            );
        }
    }

    /// The photos of a listing in a folder with the views that their names say, by name.
    fn in_folder(&mut self, folder: &Path, listing: &Listing, several: bool) -> Vec<(View, PathBuf)> {
        let files = |folder: &Path| {
            let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
            let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
            paths.sort();
            paths
        };
        // The id is compared with names that are there and never made into a path.
        let own = files(folder).into_iter().find(|path| {
            path.is_dir() && path.file_name().is_some_and(|name| name.to_string_lossy() == listing.id.as_str())
        });
        let folder = match own {
            Some(own) => own,
            None if several => return Vec::new(),
            None => folder.to_owned(),
        };
        let mut found = Vec::new();
        for path in files(&folder).into_iter().filter(|path| path.is_file() && is_picture_name(path)) {
            let views = design::views_in_name(&display_name(&path));
            if views.is_empty() {
                self.findings.push(
                    Finding::new(
                        Code::UnknownView,
                        &display_name(&path),
                        "the photo's name says no view, so it is not shown",
                    )
                    .help("name it after its view, such as lamp-front.jpg, or say --photo front=FILE"),
                );
            }
            found.extend(views.into_iter().map(|view| (view, path.clone())));
        }
        found
    }

    /// The documents that a person added.
    fn further(&mut self, chart: &mut Chart, review: &Review) {
        let folder = Path::new(&review.file).parent().unwrap_or(Path::new(""));
        for further in &review.exhibits {
            let path = folder.join(&further.file);
            let sha256 = match std::fs::read(&path) {
                Ok(bytes) => sha256_hex(&bytes),
                Err(error) => {
                    self.findings.push(
                        Finding::new(
                            Code::BadReview,
                            &review.file,
                            format!("the exhibit {} cannot be read: {error}", further.file),
                        )
                        .help("give its path as seen from the review file"),
                    );
                    continue;
                }
            };
            let kind = if further.kind.trim().is_empty() { "document" } else { further.kind.as_str() };
            let at = push(chart, kind, &display_name(&path), 1, &sha256);
            let exhibit = &mut chart.exhibits[at];
            exhibit.added = true;
            exhibit.note.clone_from(&further.note);
            exhibit.captured_at.clone_from(&further.captured_at);
            exhibit.captured_by.clone_from(&further.captured_by);
        }
    }
}

fn is_picture_name(path: &Path) -> bool {
    matches!(crate::text::source::extension(path).as_str(), "png" | "jpg" | "jpeg" | "gif" | "webp")
}

/// The files of a patent's drawings: those that its page names, else, where the XML holds no other patent, the pictures
/// beside it that are named after it, in the order of their names.
fn sheets(patent: &Patent, alone: bool) -> Vec<PathBuf> {
    let file = Path::new(&patent.file);
    let folder = file.parent().unwrap_or(Path::new(""));
    if !patent.drawings.is_empty() {
        // A page may name files below its own folder only.
        let below = |name: &&String| {
            Path::new(name.as_str()).components().all(|part| matches!(part, std::path::Component::Normal(_)))
        };
        return patent.drawings.iter().filter(below).map(|name| folder.join(name)).collect();
    }
    if crate::text::source::extension(file) != "xml" || !alone {
        return Vec::new();
    }
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = std::fs::read_dir(here).into_iter().flatten().filter_map(Result::ok);
    let mut found: Vec<PathBuf> = entries
        .map(|entry| folder.join(entry.file_name()))
        .filter(|path| {
            let name = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
            let rest = name.strip_prefix(stem.as_str()).filter(|_| !stem.is_empty());
            is_picture_name(path) && rest.is_some_and(|rest| rest.starts_with(['-', '_']))
        })
        .collect();
    found.sort();
    found
}
