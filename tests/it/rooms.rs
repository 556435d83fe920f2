//! The house keeps its order: a room uses only rooms above it in the list of `lib.rs`, and no two files use each other,
//! directly or by a way through others. Read from the syntax of the files, not from their text.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// Where the first word of a path leads: what a `use` or a `mod` of the file names.
type Names = BTreeMap<String, Vec<String>>;

/// One source file: its place under `src/`, its module's path and its syntax.
struct SourceFile {
    place: PathBuf,
    module: Vec<String>,
    names: Names,
    syntax: syn::File,
}

/// All files of the crate, by module.
struct House {
    files: Vec<SourceFile>,
    by_module: BTreeMap<Vec<String>, usize>,
}

impl House {
    /// Reads every `.rs` file under `src`, a folder with a `lib.rs`.
    fn read(src: &Path) -> Self {
        let mut places = Vec::new();
        gather(src, &mut places);
        places.sort();
        let files: Vec<SourceFile> = places
            .into_iter()
            .map(|path| {
                let place = path.strip_prefix(src).unwrap().to_path_buf();
                let text = std::fs::read_to_string(&path).unwrap();
                let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                let module = module_of(&place);
                let names = names(&syntax, &module);
                SourceFile { place, module, names, syntax }
            })
            .collect();
        let by_module = files.iter().enumerate().map(|(at, file)| (file.module.clone(), at)).collect();
        Self { files, by_module }
    }

    /// The file in which what a path from the crate's root names is defined: names that a file only passes on are
    /// followed. None where the path names a module and nothing in it, or nothing of the crate.
    fn defined_in(&self, path: &[String], left: usize) -> Option<usize> {
        let known = (0..=path.len()).rev().find(|&end| self.by_module.contains_key(&path[..end]))?;
        let (file, name) = (self.by_module[&path[..known]], path.get(known)?);
        match self.files[file].names.get(name) {
            Some(onward) if left > 0 => {
                let onward: Vec<String> = onward.iter().chain(&path[known + 1..]).cloned().collect();
                self.defined_in(&onward, left - 1)
            }
            _ if known == 0 => None,
            _ => Some(file),
        }
    }

    /// Every pair of files of which the first uses what is defined in the second.
    fn arrows(&self) -> BTreeSet<(usize, usize)> {
        let mut arrows = BTreeSet::new();
        for (at, file) in self.files.iter().enumerate() {
            let mut paths = Paths { names: &file.names, module: file.module.clone(), found: BTreeSet::new() };
            paths.visit_file(&file.syntax);
            let to = paths.found.iter().filter_map(|path| self.defined_in(path, 8)).filter(|&to| to != at);
            arrows.extend(to.map(|to| (at, to)));
        }
        arrows
    }

    /// The place of a file, as people write it.
    fn place(&self, at: usize) -> String {
        self.files[at].place.to_string_lossy().replace('\\', "/")
    }
}

/// What is wrong with the order of the files under `src`, a line each, with both files' names.
fn disorder(src: &Path) -> Vec<String> {
    let house = House::read(src);
    let rooms = rooms(&std::fs::read_to_string(src.join("lib.rs")).unwrap());
    let floor = |at: usize| {
        let first = house.files[at].module.first()?;
        rooms.iter().position(|room| room == first)
    };
    let arrows = house.arrows();
    let mut wrong = Vec::new();
    for at in 0..house.files.len() {
        if floor(at).is_none() && !["lib.rs", "main.rs"].contains(&house.place(at).as_str()) {
            wrong.push(format!("{} stands in no room that lib.rs lists", house.place(at)));
        }
    }
    for &(from, to) in &arrows {
        if let (Some(here), Some(there)) = (floor(from), floor(to))
            && there > here
        {
            wrong.push(format!("{} uses {}, a room further on", house.place(from), house.place(to)));
        }
    }
    for circle in circles(house.files.len(), &arrows) {
        for pair in circle.windows(2) {
            wrong.push(format!("a circle: {} uses {}", house.place(pair[0]), house.place(pair[1])));
        }
    }
    wrong
}

/// The rooms in the order in which `lib.rs` declares them.
fn rooms(lib: &str) -> Vec<String> {
    let syntax = syn::parse_file(lib).unwrap();
    syntax
        .items
        .iter()
        .filter_map(|item| match item {
            syn::Item::Mod(module) => Some(module.ident.to_string()),
            _ => None,
        })
        .collect()
}

/// A shortest circle through each file that lies on one and on no circle told before; first and last are the same file.
fn circles(files: usize, arrows: &BTreeSet<(usize, usize)>) -> Vec<Vec<usize>> {
    let mut told = BTreeSet::new();
    let mut circles = Vec::new();
    for start in 0..files {
        if told.contains(&start) {
            continue;
        }
        let mut before: BTreeMap<usize, usize> = BTreeMap::new();
        let mut next = std::collections::VecDeque::from([start]);
        while let Some(at) = next.pop_front() {
            for &(_, to) in arrows.range((at, 0)..=(at, usize::MAX)) {
                before.entry(to).or_insert_with(|| {
                    next.push_back(to);
                    at
                });
            }
        }
        if before.contains_key(&start) {
            let mut circle = vec![start];
            let mut at = before[&start];
            while at != start {
                circle.push(at);
                at = before[&at];
            }
            circle.push(start);
            circle.reverse();
            told.extend(circle.iter().copied());
            circles.push(circle);
        }
    }
    circles
}

/// Collects the paths of a file, each from the crate's root.
struct Paths<'a> {
    names: &'a Names,
    /// Where the visitor is: the file's module, and modules written out in it.
    module: Vec<String>,
    found: BTreeSet<Vec<String>>,
}

impl Paths<'_> {
    fn add(&mut self, path: &[String]) {
        if let Some(path) = from_root(path, &self.module, self.names) {
            self.found.insert(path);
        }
    }

    /// Paths in the arguments of a macro, which are tokens without syntax.
    fn tokens(&mut self, tokens: proc_macro2::TokenStream) {
        use proc_macro2::TokenTree;
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.add(&std::mem::take(&mut path));
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' && !path.is_empty() => colons += 1,
                other => {
                    self.add(&std::mem::take(&mut path));
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.add(&path);
    }
}

impl<'ast> Visit<'ast> for Paths<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !for_tests(&module.attrs) {
            self.module.push(module.ident.to_string());
            visit::visit_item_mod(self, module);
            self.module.pop();
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        // What is passed on is used by whoever takes it; the module's own code is seen where it says the name.
        if matches!(item.vis, syn::Visibility::Inherited) {
            each_use(&item.tree, &mut Vec::new(), &mut |path, _| self.add(path));
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let words: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.add(&words);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        self.visit_path(&mac.path);
        self.tokens(mac.tokens.clone());
    }
}

/// A path as the file writes it, from the crate's root; none for what comes from elsewhere.
fn from_root(path: &[String], module: &[String], names: &Names) -> Option<Vec<String>> {
    let (first, rest) = path.split_first()?;
    let mut whole = match first.as_str() {
        "crate" => Vec::new(),
        "self" => module.to_vec(),
        "super" => module[..module.len().saturating_sub(1)].to_vec(),
        name => names.get(name)?.clone(),
    };
    for word in rest {
        if word == "super" {
            whole.pop();
        } else {
            whole.push(word.clone());
        }
    }
    Some(whole)
}

/// What the names that a file declares or takes in stand for.
fn names(syntax: &syn::File, module: &[String]) -> Names {
    struct Taken {
        module: Vec<String>,
        names: Names,
    }
    impl<'ast> Visit<'ast> for Taken {
        fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
            if item.content.is_none() {
                let name = item.ident.to_string();
                let path = self.module.iter().cloned().chain([name.clone()]).collect();
                self.names.insert(name, path);
            } else if !for_tests(&item.attrs) {
                self.module.push(item.ident.to_string());
                visit::visit_item_mod(self, item);
                self.module.pop();
            }
        }

        fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
            let (module, names) = (&self.module, &mut self.names);
            each_use(&item.tree, &mut Vec::new(), &mut |path, name| {
                if let Some(whole) = from_root(path, module, names) {
                    names.insert(name.to_string(), whole);
                }
            });
        }
    }
    let mut taken = Taken { module: module.to_vec(), names: Names::new() };
    taken.visit_file(syntax);
    taken.names
}

/// Every path of a `use` with the name that it gives.
fn each_use(tree: &syn::UseTree, before: &mut Vec<String>, each: &mut impl FnMut(&[String], &str)) {
    match tree {
        syn::UseTree::Path(path) => {
            before.push(path.ident.to_string());
            each_use(&path.tree, before, each);
            before.pop();
        }
        syn::UseTree::Name(name) => {
            let name = name.ident.to_string();
            let depth = before.len();
            if name != "self" {
                before.push(name.clone());
            }
            let given = if name == "self" { before.last().cloned().unwrap_or_default() } else { name };
            each(before, &given);
            before.truncate(depth);
        }
        syn::UseTree::Rename(rename) => {
            let depth = before.len();
            if rename.ident != "self" {
                before.push(rename.ident.to_string());
            }
            each(before, &rename.rename.to_string());
            before.truncate(depth);
        }
        syn::UseTree::Group(group) => group.items.iter().for_each(|item| each_use(item, before, each)),
        syn::UseTree::Glob(_) => {
            before.push("*".to_string());
            each(before, "*");
            before.pop();
        }
    }
}

fn for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
    })
}

fn module_of(place: &Path) -> Vec<String> {
    let mut module: Vec<String> = place.with_extension("").iter().map(|part| part.to_string_lossy().into()).collect();
    if module.last().is_some_and(|last| last == "mod") || module == ["lib"] {
        module.pop();
    }
    module
}

fn gather(folder: &Path, places: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, places);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            places.push(path);
        }
    }
}

#[test]
fn a_room_uses_only_rooms_before_it_and_nothing_goes_in_circles() {
    let wrong = disorder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A house of `(place, text)` files in a folder of its own.
fn planted(files: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (place, text) in files {
        let path = folder.path().join(place);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    disorder(folder.path())
}

const LIB: (&str, &str) = ("lib.rs", "pub mod text;\npub mod pair;\n");

#[test]
fn an_arrow_that_runs_back_is_told_with_both_files() {
    let wrong = planted(&[
        LIB,
        ("text/mod.rs", "pub mod words;"),
        ("text/words.rs", "fn f() -> usize { crate::pair::row::width() }"),
        ("pair/mod.rs", "pub mod row;"),
        ("pair/row.rs", "pub fn width() -> usize { 1 }"),
    ]);
    assert_eq!(wrong, ["text/words.rs uses pair/row.rs, a room further on"]);
}

#[test]
fn a_circle_between_files_of_one_room_is_told_with_both_files() {
    for back in ["use super::quote::Quote;\npub struct Row(Quote);", "pub struct Row(crate::pair::quote::Quote);"] {
        let wrong = planted(&[
            LIB,
            ("text/mod.rs", ""),
            ("pair/mod.rs", "mod quote;\nmod row;"),
            ("pair/quote.rs", "use super::row::Row;\npub struct Quote(Option<Box<Row>>);"),
            ("pair/row.rs", back),
        ]);
        assert_eq!(wrong, ["a circle: pair/quote.rs uses pair/row.rs", "a circle: pair/row.rs uses pair/quote.rs"]);
    }
}

#[test]
fn paths_in_macros_aliases_and_names_passed_on_are_arrows_too() {
    for (how, user) in [
        ("macro", "fn f() { println!(\"{}\", crate::pair::WIDTH); }"),
        ("alias", "use crate::pair as other;\nfn f() -> usize { other::WIDTH }"),
        ("group", "use crate::{pair::{self as two, row::WIDTH as wide}};"),
        ("super", "fn f() -> usize { super::super::pair::WIDTH }"),
    ] {
        let wrong = planted(&[
            LIB,
            ("text/mod.rs", "mod words;"),
            ("text/words.rs", user),
            ("pair/mod.rs", "pub mod row;\npub use row::WIDTH;"),
            ("pair/row.rs", "pub const WIDTH: usize = 1;"),
        ]);
        assert_eq!(wrong, ["text/words.rs uses pair/row.rs, a room further on"], "{how}");
    }
}

#[test]
fn a_house_in_order_passes_and_a_file_without_a_room_is_told() {
    let mut files = vec![
        LIB,
        ("text/mod.rs", "pub mod words;"),
        ("text/words.rs", "pub fn words() {}"),
        ("pair/mod.rs", "pub fn pair() { crate::text::words::words() }\n#[cfg(test)]\nmod tests { use super::*; }"),
    ];
    assert_eq!(planted(&files), [""; 0]);
    files.push(("stray.rs", ""));
    assert_eq!(planted(&files), ["stray.rs stands in no room that lib.rs lists"]);
}
