//! How deep the elements of an HTML text nest, told before parsing: the time that html5ever takes grows with the
//! square of the depth, so hostile pages must be refused first.
//!
//! This follows the tree construction rules of the HTML standard as far as they open and close elements. Where it is
//! simpler than they are, it leaves elements open, so that it may say too much and never much too little.

use crate::text::tags::{Tag, Tags};

/// How many elements may be open at once; browsers stop there as well.
pub const MAX_DEPTH: usize = 512;

/// How many frame sets a page may have.
const MAX_FRAMESETS: usize = 64;

/// How often formatting elements that are never closed may be opened again, in the whole text.
const MAX_REOPENED: usize = 16 << 20;

/// Whether a page can be parsed in time that grows with its length only.
pub fn nesting_depth_ok(text: &str) -> bool {
    nesting_depth(text, MAX_DEPTH) <= MAX_DEPTH
}

/// The greatest number of elements open at once; stops counting as soon as it is over the limit.
pub(crate) fn nesting_depth(text: &str, limit: usize) -> usize {
    let mut scan = Scan { open: Vec::new(), formatting: Vec::new(), form: false };
    let mut deepest = 0;
    let mut reopened = 0;
    let mut tags = Tags::new(text);
    // Frame sets have rules of their own, which no product page needs.
    let mut framesets = text.as_bytes().windows(9).filter(|tag| tag.eq_ignore_ascii_case(b"<frameset"));
    if framesets.nth(MAX_FRAMESETS).is_some() {
        return limit + 1;
    }
    while let Some(tag) = {
        let (foreign, html_inside) = scan.innermost();
        tags.next(foreign, html_inside)
    } {
        if tag.closing {
            scan.end(&tag);
            continue;
        }
        scan.start(&tag);
        reopened += scan.formatting.len();
        deepest = deepest.max(scan.open.len() + scan.formatting.len());
        if deepest > limit || reopened > MAX_REOPENED {
            return deepest.max(limit + 1);
        }
    }
    deepest
}

/// One open element.
struct Open<'a> {
    name: &'a str,
    /// In SVG or `MathML`.
    foreign: bool,
    /// Foreign, but what is inside is HTML.
    integration: bool,
    /// In SVG, if foreign; else in `MathML`.
    svg: bool,
}

impl Open<'_> {
    fn is(&self, name: &str) -> bool {
        !self.foreign && self.name.eq_ignore_ascii_case(name)
    }

    fn is_one_of(&self, names: &[&str]) -> bool {
        !self.foreign && one_of(self.name, names)
    }

    /// Ends the search for an element in scope.
    fn is_barrier(&self) -> bool {
        self.integration || self.is_one_of(BARRIERS)
    }

    fn is_special(&self) -> bool {
        self.integration || self.is_one_of(SPECIAL)
    }
}

struct Scan<'a> {
    open: Vec<Open<'a>>,
    /// Formatting elements to be opened again in the next block, as tags, at most three of a kind; `None` where a cell
    /// or object begins, which formatting from outside does not enter.
    formatting: Vec<Option<(&'a str, &'a str)>>,
    form: bool,
}

fn one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|other| name.eq_ignore_ascii_case(other))
}

const BARRIERS: &[&str] =
    &["td", "th", "table", "caption", "select", "object", "template", "applet", "marquee", "html"];
#[rustfmt::skip]
const SPECIAL: &[&str] = &[
    "div", "p", "li", "ul", "ol", "td", "tr", "table", "tbody", "th", "section", "article", "form", "button", "dd",
    "dt", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "header", "footer", "nav", "main", "aside", "address", "applet",
    "blockquote", "body", "caption", "center", "colgroup", "details", "dir", "fieldset", "figcaption", "figure",
    "frameset", "head", "hgroup", "html", "listing", "marquee", "menu", "object", "plaintext", "pre", "select",
    "summary", "template", "tfoot", "thead",
];
#[rustfmt::skip]
const CLOSES_P: &[&str] = &[
    "div", "p", "ul", "ol", "li", "section", "article", "form", "dl", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "footer", "nav", "main", "aside", "address", "blockquote", "center", "details", "dialog", "dir",
    "fieldset", "figcaption", "figure", "hgroup", "hr", "listing", "menu", "plaintext", "pre", "search", "summary",
];
#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "div", "ul", "ol", "section", "article", "dl", "header", "footer", "nav", "main", "aside", "address",
    "blockquote", "button", "center", "details", "dialog", "dir", "fieldset", "figcaption", "figure", "hgroup",
    "listing", "menu", "pre", "search", "select", "summary", "applet", "marquee", "object", "dd", "dt",
];
/// Parts of a table that hold text.
const CELLS: &[&str] = &["td", "th", "caption"];
const HEADINGS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6"];
const FORMATTING: &[&str] =
    &["a", "b", "i", "em", "strong", "font", "u", "s", "small", "big", "code", "tt", "strike", "nobr"];
const VOID: &[&str] = &[
    "br", "img", "input", "meta", "link", "hr", "area", "base", "basefont", "bgsound", "col", "embed", "frame",
    "image", "keygen", "param", "source", "track", "wbr",
];
const TABLE_PARTS: &[&str] = &["td", "th", "tr", "tbody", "thead", "tfoot", "caption", "colgroup"];
/// HTML elements that end SVG and `MathML`. `font` does so only with some attributes and is left out.
#[rustfmt::skip]
const BREAKOUT: &[&str] = &[
    "b", "big", "blockquote", "body", "br", "center", "code", "dd", "div", "dl", "dt", "em", "embed", "h1", "h2",
    "h3", "h4", "h5", "h6", "head", "hr", "i", "img", "li", "listing", "menu", "meta", "nobr", "ol", "p", "pre",
    "ruby", "s", "small", "span", "strong", "strike", "sub", "sup", "table", "tt", "u", "ul", "var",
];
/// Elements of SVG and of `MathML` that hold HTML.
const SVG_INTEGRATION: &[&str] = &["foreignobject", "desc", "title"];
const MATH_INTEGRATION: &[&str] = &["mi", "mo", "mn", "ms", "mtext"];

impl<'a> Scan<'a> {
    /// Whether the innermost element is in SVG or `MathML`, and whether it holds HTML all the same.
    fn innermost(&self) -> (bool, bool) {
        self.open.last().map_or((false, false), |open| (open.foreign, open.integration))
    }

    fn push(&mut self, tag: &Tag<'a>) {
        self.open.push(Open { name: tag.name, foreign: false, integration: false, svg: false });
    }

    fn start(&mut self, tag: &Tag<'a>) {
        let name = tag.name;
        if self.open.last().is_some_and(|open| open.foreign && !open.integration) {
            if one_of(name, BREAKOUT) {
                while self.open.last().is_some_and(|open| open.foreign && !open.integration) {
                    self.open.pop();
                }
            } else {
                self.push_foreign(tag);
                return;
            }
        }
        if one_of(name, CLOSES_P) && !(one_of(name, &["form"]) && self.form) {
            if one_of(name, &["li", "dd", "dt"]) {
                self.close_item(name);
            }
            self.close("p", &|open| open.is_barrier() || open.is("button"));
        }
        if one_of(name, VOID) {
            return;
        }
        match name.len() {
            3 | 4 if one_of(name, &["svg", "math"]) => return self.push_foreign(tag),
            4 if one_of(name, &["html", "head", "body"]) => return,
            4 if one_of(name, &["form"]) => {
                if self.form && !self.open.iter().any(|open| open.is("template")) {
                    return;
                }
                self.form = true;
            }
            2 if one_of(name, HEADINGS) && self.open.last().is_some_and(|open| open.is_one_of(HEADINGS)) => {
                self.open.pop();
            }
            6 if one_of(name, &["option"]) && self.open.last().is_some_and(|open| open.is("option")) => {
                self.open.pop();
            }
            6 if one_of(name, &["button"]) => self.close("button", &|open| open.is_barrier()),
            _ => {}
        }
        if one_of(name, &["select"]) && self.in_scope("select", &|open| open.is_barrier() && !open.is("select")) {
            return self.close("select", &|open| open.is_barrier() && !open.is("select"));
        }
        if one_of(name, &["rb", "rt", "rp", "rtc"])
            && self.open.iter().any(|open| open.is("ruby"))
            && self.open.last().is_some_and(|open| open.is_one_of(&["rb", "rt", "rp"]))
        {
            self.open.pop();
        }
        if one_of(name, TABLE_PARTS) {
            return self.table_part(tag);
        }
        if one_of(name, &["table"])
            && let Some(table) = self.table()
            && self.open[table].is("table")
            && !self.open[table..].iter().any(|open| open.is_one_of(CELLS))
        {
            self.open.truncate(table);
        }
        if one_of(name, FORMATTING) {
            if one_of(name, &["a", "nobr"]) {
                self.end_formatting(name);
            }
            let entry = (name, tag.attributes);
            let same = |other: &&(&str, &str)| other.0.eq_ignore_ascii_case(name) && other.1 == entry.1;
            if self.formatting.iter().rev().map_while(Option::as_ref).filter(same).count() < 3 {
                self.formatting.push(Some(entry));
            }
        } else if one_of(name, &["applet", "marquee", "object", "template"]) {
            self.formatting.push(None);
        }
        self.push(tag);
    }

    fn push_foreign(&mut self, tag: &Tag<'a>) {
        if tag.self_closing {
            return;
        }
        let root = self.open.last().filter(|open| open.foreign && !open.integration);
        let svg = root.map_or_else(|| one_of(tag.name, &["svg"]), |open| open.svg);
        let html_inside = || tag.attributes.to_ascii_lowercase().contains("html");
        let integration = root.is_some()
            && if svg {
                one_of(tag.name, SVG_INTEGRATION)
            } else {
                one_of(tag.name, MATH_INTEGRATION) || (one_of(tag.name, &["annotation-xml"]) && html_inside())
            };
        self.open.push(Open { name: tag.name, foreign: true, integration, svg });
    }

    /// `<li>`, `<dd>` and `<dt>` end the item before them.
    fn close_item(&mut self, name: &str) {
        let ends: &[&str] = if one_of(name, &["li"]) { &["li"] } else { &["dd", "dt"] };
        for index in (0..self.open.len()).rev() {
            let open = &self.open[index];
            if open.is_one_of(ends) {
                self.open.truncate(index);
                return;
            }
            if open.is_special() && !open.is_one_of(&["address", "div", "p"]) {
                return;
            }
        }
    }

    /// The nearest table or template.
    fn table(&self) -> Option<usize> {
        self.open.iter().rposition(|open| open.is_one_of(&["table", "template"]))
    }

    fn table_part(&mut self, tag: &Tag<'a>) {
        // Outside a table these tags are ignored.
        let Some(table) = self.table() else { return };
        if self.open[table].is("template") {
            return self.push(tag);
        }
        self.leave_cell(table);
        let implied = |name| Open { name, foreign: false, integration: false, svg: false };
        let last = |open: &[Open<'_>], names: &[&str]| open.iter().rposition(|open| open.is_one_of(names));
        if one_of(tag.name, &["td", "th", "tr"]) {
            let cell = !one_of(tag.name, &["tr"]);
            if let Some(row) = last(&self.open, &["tr"]).filter(|row| cell && *row > table) {
                self.open.truncate(row + 1);
            } else {
                if let Some(body) = last(&self.open, &["tbody", "thead", "tfoot"]).filter(|body| *body > table) {
                    self.open.truncate(body + 1);
                } else {
                    self.open.truncate(table + 1);
                    self.open.push(implied("tbody"));
                }
                if cell {
                    self.open.push(implied("tr"));
                }
            }
        } else {
            self.open.truncate(table + 1);
        }
        if one_of(tag.name, CELLS) {
            self.formatting.push(None);
        }
        self.push(tag);
    }

    /// Forgets the formatting inside the cell of a table that is about to be closed.
    fn leave_cell(&mut self, table: usize) {
        if self.open[table..].iter().any(|open| open.is_one_of(CELLS)) {
            self.forget_formatting();
        }
    }

    fn forget_formatting(&mut self) {
        while self.formatting.pop().flatten().is_some() {}
    }

    fn end(&mut self, tag: &Tag<'a>) {
        let name = tag.name;
        for index in (0..self.open.len()).rev() {
            let open = &self.open[index];
            if !open.foreign {
                break;
            }
            if open.name.eq_ignore_ascii_case(name) {
                self.open.truncate(index);
                return;
            }
        }
        if one_of(name, FORMATTING) {
            self.end_formatting(name);
        } else if one_of(name, BLOCKS) {
            let open = self.open.len();
            self.close(name, &|open| open.is_barrier() && !open.name.eq_ignore_ascii_case(name));
            if self.open.len() < open && one_of(name, &["applet", "marquee", "object"]) {
                self.forget_formatting();
            }
        } else if one_of(name, &["p"]) {
            self.close("p", &|open| open.is_barrier() || open.is("button"));
        } else if one_of(name, &["li"]) {
            self.close("li", &|open| open.is_barrier() || open.is_one_of(&["ol", "ul"]));
        } else if one_of(name, HEADINGS) {
            let heading = self.open.iter().rposition(|open| open.is_one_of(HEADINGS) || open.is_barrier());
            if let Some(index) = heading.filter(|index| self.open[*index].is_one_of(HEADINGS)) {
                self.open.truncate(index);
            }
        } else if one_of(name, &["form"]) {
            self.form = false;
            if let Some(index) = self.open.iter().rposition(|open| open.is("form") || open.is_barrier())
                && self.open[index].is("form")
            {
                self.open.remove(index);
            }
        } else if one_of(name, &["template"]) {
            if self.open.iter().any(|open| open.is("template")) {
                self.forget_formatting();
            }
            self.close("template", &|_| false);
        } else if one_of(name, &["table"]) || one_of(name, TABLE_PARTS) {
            self.end_table_part(name);
        } else if !one_of(name, &["html", "head", "body"]) {
            self.close(name, &|open| open.is_special() && !open.name.eq_ignore_ascii_case(name));
        }
    }

    fn end_table_part(&mut self, name: &str) {
        let Some(table) = self.table() else { return };
        let from = self.open[table..].iter().rposition(|open| open.is(name)).map(|index| table + index);
        match from {
            Some(index) if self.open[table].is("table") => {
                self.leave_cell(index);
                self.open.truncate(index);
            }
            Some(index) if index > table => {
                self.open.remove(index);
            }
            _ => {}
        }
    }

    fn in_scope(&self, name: &str, barrier: &dyn Fn(&Open<'_>) -> bool) -> bool {
        self.open.iter().rev().take_while(|open| !barrier(open)).any(|open| open.is(name))
    }

    /// Closes the nearest element of a name and all inside, unless a barrier comes first.
    fn close(&mut self, name: &str, barrier: &dyn Fn(&Open<'_>) -> bool) {
        let found = self.open.iter().rposition(|open| open.is(name) || barrier(open));
        if let Some(index) = found.filter(|index| self.open[*index].is(name)) {
            self.open.truncate(index);
        }
    }

    /// Closes a formatting element; blocks inside it stay open.
    fn end_formatting(&mut self, name: &str) {
        let from = self.formatting.iter().rposition(Option::is_none).map_or(0, |marker| marker + 1);
        let named = |entry: &Option<(&str, &str)>| entry.is_some_and(|entry| entry.0.eq_ignore_ascii_case(name));
        let Some(entry) = self.formatting[from..].iter().rposition(named) else {
            return self.close(name, &|open| open.is_special());
        };
        let Some(index) = self.open.iter().rposition(|open| open.is(name)) else {
            self.formatting.remove(from + entry);
            return;
        };
        let inside = &self.open[index + 1..];
        if inside.iter().any(Open::is_barrier) {
            return;
        }
        if inside.iter().any(Open::is_special) {
            self.open.remove(index);
        } else {
            self.open.truncate(index);
        }
        self.formatting.remove(from + entry);
    }
}
