//! Designs against listings. How an article looks cannot be read from text; what can be read is whether the listing has
//! words or picture names for the views that the patent shows, so that a person knows what to lay side by side.

use std::path::{Path, PathBuf};

use crate::chart::ViewNote;
use crate::listing::Listing;
use crate::patent::{Patent, View};
use crate::text::tables::SIDE_NAMES;

/// For every figure, the fields and pictures of the listing that speak to the same view.
///
/// Deliberately narrow: "front view", "seen from the left side" and a picture called `lamp-front.jpg` speak to a view,
/// "front pocket" and `tank-top.jpg` do not. A side that the listing does not call left or right speaks to neither.
/// `addressed_by` names fields as [`crate::listing::Passage::field`] does, and pictures as `images[0]`.
pub fn view_notes(patent: &Patent, listing: &Listing) -> Vec<ViewNote> {
    let named = named_views(listing);
    patent
        .figures
        .iter()
        .map(|figure| ViewNote {
            figure: figure.number.clone(),
            view: figure.view,
            description: figure.description.clone(),
            addressed_by: named
                .iter()
                .filter(|(_, views)| views.iter().any(|view| same(figure.view, *view)))
                .map(|(field, _)| field.clone())
                .collect(),
            ..ViewNote::default()
        })
        .collect()
}

/// Whether a named view is the view of a figure.
pub fn same(figure: View, named: View) -> bool {
    match figure {
        View::Other => false,
        View::Side => matches!(named, View::Side | View::Left | View::Right),
        _ => figure == named,
    }
}

/// Whether a sheet of a US grant is the drawing that its front page prints again.
pub fn is_front_page(sheet: &Path) -> bool {
    sheet.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("D00000"))
}

/// Which drawing sheet shows the `at`-th of `figures` figures: the one whose name says the figure's number (`fig-2.png`), else
/// the `at`-th when there is a sheet for each figure. A sheet numbered 0 is the one that a US grant prints on its front
/// page again. `None` when it cannot be told which figures a sheet shows.
pub fn sheet_of(sheets: &[PathBuf], number: &str, at: usize, figures: usize) -> Option<PathBuf> {
    let said = |sheet: &&PathBuf| {
        let name = sheet.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
        let rest = ["figure", "fig"].iter().find_map(|word| Some(name.rsplit_once(word)?.1));
        rest.is_some_and(|rest| rest.trim_start_matches(['-', '_', '.', ' ', '0']) == number.to_lowercase())
    };
    if let Some(sheet) = sheets.iter().find(said) {
        return Some(sheet.clone());
    }
    let names_figure = |sheet: &PathBuf| {
        let name = sheet.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
        name.rsplit_once("fig").is_some_and(|(_, rest)| rest.contains(|c: char| c.is_ascii_digit()))
    };
    // Where names tell figures, a sheet that names another figure is that figure's.
    if sheets.iter().any(names_figure) {
        return None;
    }
    let own: Vec<&PathBuf> = sheets.iter().filter(|sheet| !is_front_page(sheet)).collect();
    own.get(at).copied().filter(|_| own.len() == figures).cloned()
}

/// The fields and pictures that name a view, in the listing's order, pictures last.
fn named_views(listing: &Listing) -> Vec<(String, Vec<View>)> {
    let mut named = Vec::new();
    for (index, attribute) in listing.attributes.iter().enumerate() {
        let text = format!("{}: {}", attribute.name, attribute.value);
        named.push((format!("attributes.{}", listing.attribute_address(index)), views_in_text(&text)));
    }
    for (index, bullet) in listing.bullets.iter().enumerate() {
        named.push((format!("bullets[{index}]"), views_in_text(bullet)));
    }
    named.push(("description".to_owned(), views_in_text(&listing.description)));
    for (index, image) in listing.images.iter().enumerate() {
        named.push((format!("images[{index}]"), views_in_name(image)));
    }
    named.retain(|(_, views)| !views.is_empty());
    named
}

/// The view that a word names when the words around it speak of a view.
fn direction(word: &str) -> Option<View> {
    Some(match word {
        "perspective" | "isometric" => View::Perspective,
        "front" => View::Front,
        "rear" | "back" => View::Rear,
        "left" | "lefthand" => View::Left,
        "right" | "righthand" => View::Right,
        "side" => View::Side,
        "top" | "plan" | "above" => View::Top,
        "bottom" | "underside" | "underneath" | "below" => View::Bottom,
        "exploded" => View::Exploded,
        "detail" | "detailed" | "enlarged" | "closeup" => View::Enlarged,
        "section" | "sectional" => View::Section,
        _ => return None,
    })
}

fn views_in_text(text: &str) -> Vec<View> {
    let lower = text
        .to_lowercase()
        .replace("close-up", "closeup")
        .replace("close up", "closeup")
        .replace("-hand side", " side");
    let words = words(&lower);
    let mut views = Vec::new();
    for at in 0..words.len() {
        views.extend(before_view(&words, at));
        views.extend(after_from(&words, at));
        views.extend(in_use(&words, at));
    }
    views
}

/// "front view", "left side view", "front and rear views", "top plan view", not "rear view mirror".
fn before_view(words: &[&str], at: usize) -> Vec<View> {
    const THINGS: [&str; 10] =
        ["mirror", "mirrors", "camera", "cameras", "cam", "monitor", "window", "display", "screen", "finder"];
    let mut views = Vec::new();
    if !matches!(words[at], "view" | "views") || words.get(at + 1).is_some_and(|next| THINGS.contains(next)) {
        return views;
    }
    let mut end = at;
    loop {
        let names = |word: &&&str| direction(word).is_some() || matches!(**word, "elevation" | "elevational");
        let start = end - words[..end].iter().rev().take_while(names).count();
        // The last word counts: a "front perspective view" is a perspective view.
        let phrase: Vec<View> = words[start..end].iter().filter_map(|word| direction(word)).collect();
        match phrase[..] {
            [] => break,
            [.., view @ (View::Left | View::Right), View::Side] | [.., view] => views.push(view),
        }
        let joined = start > 0
            && (matches!(words[start - 1], "and" | "or" | "&" | "/")
                || (words[at] == "views" && words[start - 1] == ","));
        if !joined {
            break;
        }
        end = start - 1;
    }
    views
}

/// "view from the left side", "seen from the front", "photographed from above", not "seen from the front pocket".
fn after_from(words: &[&str], at: usize) -> Option<View> {
    const SEEN: [&str; 12] = [
        "view",
        "views",
        "viewed",
        "seen",
        "shown",
        "pictured",
        "photographed",
        "picture",
        "photo",
        "image",
        "looking",
        "taken",
    ];
    if words[at] != "from" || !at.checked_sub(1).is_some_and(|before| SEEN.contains(&words[before])) {
        return None;
    }
    let mut rest = words[at + 1..].iter().skip_while(|word| **word == "the").peekable();
    let view = direction(rest.next()?)?;
    if !matches!(view, View::Front | View::Rear | View::Left | View::Right | View::Side | View::Top | View::Bottom) {
        return None;
    }
    rest.next_if(|word| **word == "hand");
    rest.next_if(|word| **word == "side");
    let ends = rest.next().is_none_or(|word| {
        !word.starts_with(char::is_alphanumeric) || matches!(*word, "of" | "and" | "or" | "with" | "in" | "is")
    });
    ends.then_some(view)
}

/// "shown in use", "photo in use", "in-use picture".
fn in_use(words: &[&str], at: usize) -> Option<View> {
    let picture =
        |word: &str| matches!(word, "picture" | "pictures" | "photo" | "photos" | "image" | "images" | "view");
    let shown = |word: &str| picture(word) || matches!(word, "shown" | "pictured" | "photographed" | "seen");
    let spelt = words[at] == "in" && words.get(at + 1) == Some(&"use");
    let before = at.checked_sub(1).is_some_and(|before| shown(words[before]));
    let after = words.get(at + 2).is_some_and(|next| picture(next));
    (spelt && (before || after)).then_some(View::InUse)
}

/// The views that a picture's file name states: `lamp-front.jpg`, `02_left_side.png`, not `tank-top.jpg`.
pub fn views_in_name(address: &str) -> Vec<View> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
    let stem = stem.replace("inuse", "in-use").replace("close-up", "closeup").replace("close_up", "closeup");
    let tokens: Vec<&str> = stem.split(|c: char| !c.is_alphanumeric()).filter(|token| !token.is_empty()).collect();
    let mut views = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map_or("", |before| tokens[before]);
        let next = tokens.get(at + 1).copied().unwrap_or_default();
        if *token == "in" && next == "use" {
            views.push(View::InUse);
        }
        let Some(view) = direction(token) else { continue };
        let follows = next.is_empty()
            || next.starts_with(|c: char| c.is_ascii_digit())
            || direction(next).is_some()
            || matches!(next, "view" | "elevation" | "photo" | "image" | "img" | "pic" | "large" | "small" | "thumb");
        if !follows || makes_a_thing(before, view) {
            continue;
        }
        match (view, views.last()) {
            // `left-side` is one view, and `front-perspective` is a perspective.
            (View::Side, Some(View::Left | View::Right)) if direction(before).is_some() => {}
            (View::Perspective, Some(_)) if direction(before).is_some() => {
                views.pop();
                views.push(view);
            }
            _ => views.push(view),
        }
    }
    views
}

/// Whether a word makes a thing's name of the side behind it: tank top, paperback.
fn makes_a_thing(before: &str, view: View) -> bool {
    let side = match view {
        View::Top => "top",
        View::Rear => "back",
        View::Front => "front",
        View::Bottom => "bottom",
        _ => return false,
    };
    SIDE_NAMES.get(before).is_some_and(|sides| sides.split(' ').any(|known| known == side))
}

/// The words of a lower-case text, and each other visible character but hyphens as a word of its own.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for piece in text.split(|c: char| c.is_whitespace() || c == '-') {
        let mut rest = piece;
        while let Some(first) = rest.chars().next() {
            let end = if first.is_alphanumeric() {
                rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
            } else {
                first.len_utf8()
            };
            words.push(&rest[..end]);
            rest = &rest[end..];
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_speaks_to_a_view_only_when_it_says_so() {
        let cases: [(&str, &[View]); 18] = [
            ("Front view of the lamp", &[View::Front]),
            ("front and rear views shown", &[View::Rear, View::Front]),
            ("Left-hand side view.", &[View::Left]),
            ("left side view, exploded view", &[View::Left, View::Exploded]),
            ("a front perspective view", &[View::Perspective]),
            ("top plan view", &[View::Top]),
            ("Picture 3: lamp seen from the left side", &[View::Left]),
            ("photographed from above.", &[View::Top]),
            ("see the last photo, in use", &[]),
            ("shown in use", &[View::InUse]),
            ("An in-use picture", &[View::InUse]),
            ("front pocket with zip", &[]),
            ("seen from the front pocket", &[]),
            ("rear-view mirror mount", &[]),
            ("front view camera", &[]),
            ("made from the top grain", &[]),
            ("look right, then view the manual", &[]),
            ("back in stock, great view", &[]),
        ];
        for (text, views) in cases {
            assert_eq!(views_in_text(text), views, "{text}");
        }
    }

    #[test]
    fn a_sheet_is_a_figures_only_when_it_can_be_told() {
        let sheets = |names: &[&str]| names.iter().map(PathBuf::from).collect::<Vec<_>>();
        let name = |sheets: &[PathBuf], number, at, figures| {
            sheet_of(sheets, number, at, figures).map(|path| path.to_string_lossy().into_owned())
        };
        let grant = sheets(&["D1-D00000.png", "D1-D00001.png", "D1-D00002.png"]);
        assert_eq!(name(&grant, "2", 1, 2).as_deref(), Some("D1-D00002.png"));
        assert_eq!(name(&grant, "2", 1, 3), None);
        let named = sheets(&["lamp-fig-02.png", "lamp-fig-2A.png"]);
        assert_eq!(name(&named, "2", 0, 5).as_deref(), Some("lamp-fig-02.png"));
        assert_eq!(name(&named, "2A", 0, 5).as_deref(), Some("lamp-fig-2A.png"));
    }

    #[test]
    fn names_speak_to_a_view_only_as_a_whole_word() {
        let cases: [(&str, &[View]); 14] = [
            ("https://cdn.example.com/front/lamp-front.jpg?w=800", &[View::Front]),
            ("02_left_side.png", &[View::Left]),
            ("lamp-front-perspective-800x800.webp", &[View::Perspective]),
            ("images/REAR.JPG", &[View::Rear]),
            ("in-use.jpg", &[View::InUse]),
            ("opener_close-up_2.jpg", &[View::Enlarged]),
            ("tank-top.jpg", &[]),
            ("front-pocket.jpg", &[]),
            ("top-rated-lamp.jpg", &[]),
            ("back-to-school.jpg", &[]),
            ("desktop.jpg", &[]),
            ("https://cdn.example.com/top/1234.jpg", &[]),
            ("", &[]),
            ("bottom", &[View::Bottom]),
        ];
        for (name, views) in cases {
            assert_eq!(views_in_name(name), views, "{name}");
        }
    }
}
