//! The styles part: how headings, text, quotes, tables and marked words look. Editors find it under these names.

use std::fmt::Write as _;

use crate::report::document::Tone;
use crate::report::docx::xml::{HEAD, NAMESPACES, Page, escaped};
use crate::report::marks::LOOKS;
use crate::report::style::Layout;

/// How far quotes are set in.
pub(super) const QUOTE_INDENT: u32 = 260;

/// How far a quote in a cell, and what is said of it, is set in.
pub(super) const CELL_INDENT: u32 = 150;

/// The space between the sides of a cell and its text.
pub(super) const CELL_MARGIN: u32 = 110;

/// Size of the text when the layout does not say.
const SIZE: f32 = 10.0;

/// The colour of text. It is the plain style's and not a default, which in `LibreOffice` would hide the colours of words
/// in tables.
const INK: &str = "1D2430";
const SOFT: &str = "5A6473";
const RULE: &str = "C9CED6";
pub(super) const TINT: &str = "F4F5F7";
const MARK: &str = "22436B";
const QUOTE: &str = "9FB2CC";

/// Headings from level 1 down: size relative to the text, and the space before and after.
const HEADINGS: [(f32, u32, u32); 6] =
    [(1.7, 0, 240), (1.25, 400, 140), (1.08, 320, 120), (1.0, 260, 100), (0.95, 240, 80), (0.95, 240, 80)];

/// The style of a marked word.
pub(super) fn mark(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "MarkGood",
        Tone::Doubt => "MarkDoubt",
        Tone::Gap => "MarkGap",
        Tone::Bad => "MarkBad",
        Tone::Neutral => "MarkNeutral",
    }
}

/// The part.
pub(super) fn part(layout: &Layout, page: Page) -> String {
    let sheet = Sheet::of(layout);
    let mut out = format!("{HEAD}<w:styles {NAMESPACES}>");
    sheet.defaults(&mut out);
    sheet.headings(&mut out);
    sheet.paragraphs(&mut out, page);
    sheet.cells(&mut out);
    characters(&mut out);
    sheet.said(&mut out);
    table(&mut out);
    out.push_str("</w:styles>");
    out
}

/// Typefaces and size, ready for attributes.
struct Sheet {
    body: String,
    headings: String,
    chinese: String,
    size: f32,
}

impl Sheet {
    fn of(layout: &Layout) -> Sheet {
        let fonts = &layout.fonts;
        Sheet {
            body: escaped(fonts.body.as_deref().unwrap_or("Calibri")),
            headings: escaped(fonts.headings.as_deref().unwrap_or("Cambria")),
            chinese: escaped(fonts.chinese.as_deref().unwrap_or("Microsoft YaHei")),
            size: if layout.size > 0.0 { layout.size.clamp(4.0, 72.0) } else { SIZE },
        }
    }

    /// A size relative to the text's. Sizes are in half points.
    fn size(&self, factor: f32) -> String {
        let half = (self.size * factor * 2.0).round() as u32;
        format!("<w:sz w:val=\"{half}\"/><w:szCs w:val=\"{half}\"/>")
    }

    fn serif(&self) -> String {
        let (font, chinese) = (&self.headings, &self.chinese);
        format!("<w:rFonts w:ascii=\"{font}\" w:hAnsi=\"{font}\" w:eastAsia=\"{chinese}\" w:cs=\"{font}\"/>")
    }

    fn defaults(&self, out: &mut String) {
        let (font, chinese, size) = (&self.body, &self.chinese, self.size(1.0));
        let _ = write!(
            out,
            "<w:docDefaults><w:rPrDefault><w:rPr>\
             <w:rFonts w:ascii=\"{font}\" w:hAnsi=\"{font}\" w:eastAsia=\"{chinese}\" w:cs=\"{font}\"/>\
             {size}<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/>\
             </w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/>\
             <w:spacing w:after=\"120\" w:line=\"269\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>\
             <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/>\
             <w:qFormat/><w:rPr><w:color w:val=\"{INK}\"/></w:rPr></w:style>\
             <w:style w:type=\"character\" w:default=\"1\" w:styleId=\"DefaultParagraphFont\">\
             <w:name w:val=\"Default Paragraph Font\"/><w:uiPriority w:val=\"1\"/><w:semiHidden/></w:style>\
             <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/>\
             <w:uiPriority w:val=\"99\"/><w:semiHidden/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar>\
             <w:top w:w=\"0\" w:type=\"dxa\"/><w:left w:w=\"108\" w:type=\"dxa\"/><w:bottom w:w=\"0\" w:type=\"dxa\"/>\
             <w:right w:w=\"108\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>\
             <w:style w:type=\"numbering\" w:default=\"1\" w:styleId=\"NoList\"><w:name w:val=\"No List\"/>\
             <w:uiPriority w:val=\"99\"/><w:semiHidden/></w:style>"
        );
    }

    fn headings(&self, out: &mut String) {
        for (at, (factor, before, after)) in HEADINGS.into_iter().enumerate() {
            let (level, font, size) = (at + 1, self.serif(), self.size(factor));
            // The first heading is the document's title.
            let rule = if at == 0 { framed(&edge("bottom", 12, 6, MARK)) } else { String::new() };
            let _ = write!(
                out,
                "<w:style w:type=\"paragraph\" w:styleId=\"Heading{level}\"><w:name w:val=\"heading {level}\"/>\
                 <w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/><w:uiPriority w:val=\"9\"/><w:qFormat/>\
                 <w:pPr><w:keepNext/><w:keepLines/>{rule}\
                 <w:spacing w:before=\"{before}\" w:after=\"{after}\" w:line=\"252\" w:lineRule=\"auto\"/>\
                 <w:outlineLvl w:val=\"{at}\"/></w:pPr>\
                 <w:rPr>{font}<w:b/><w:bCs/><w:color w:val=\"{MARK}\"/>{size}</w:rPr></w:style>"
            );
        }
    }

    fn paragraphs(&self, out: &mut String, page: Page) {
        let small = format!("<w:color w:val=\"{SOFT}\"/>{}", self.size(0.86));
        // The borders in the colour of the tint are its padding.
        let frame =
            [edge("top", 4, 5, TINT), edge("left", 24, 8, MARK), edge("bottom", 4, 5, TINT), edge("right", 4, 8, TINT)];
        let notice = format!(
            "<w:keepLines/>{}<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{TINT}\"/>\
             <w:spacing w:before=\"60\" w:after=\"260\"/><w:ind w:left=\"200\" w:right=\"180\"/>",
            framed(&frame.concat())
        );
        paragraph(out, "Notice", "Notice", "Normal", &notice, &self.size(0.95));
        let rule = framed(&edge("left", 24, 10, QUOTE));
        let quote = format!("<w:keepLines/>{rule}<w:ind w:left=\"{QUOTE_INDENT}\"/>");
        paragraph(out, "Quote", "Quote", "Normal", &quote, "<w:noProof/>");
        paragraph(out, "ListParagraph", "List Paragraph", "Normal", "<w:spacing w:after=\"60\"/>", "");
        paragraph(out, "Picture", "Picture", "Normal", "<w:spacing w:before=\"60\" w:after=\"60\"/>", "");
        paragraph(out, "Caption", "caption", "Normal", "<w:keepLines/><w:spacing w:after=\"200\"/>", &small);
        let spacer = "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"200\" w:lineRule=\"exact\"/>";
        paragraph(out, "Spacer", "Spacer", "Normal", spacer, "<w:sz w:val=\"4\"/><w:szCs w:val=\"4\"/>");
        let tabs = format!("<w:tabs><w:tab w:val=\"right\" w:pos=\"{}\"/></w:tabs>", page.text_width());
        let running = format!("{tabs}<w:spacing w:after=\"0\"/>");
        paragraph(out, "Header", "header", "Normal", &running, &small);
        paragraph(out, "Footer", "footer", "Normal", &running, &small);
    }

    fn cells(&self, out: &mut String) {
        let text = "<w:spacing w:before=\"0\" w:after=\"30\" w:line=\"254\" w:lineRule=\"auto\"/>";
        paragraph(out, "CellText", "Cell text", "Normal", text, &self.size(0.93));
        let head = format!("<w:b/><w:bCs/><w:color w:val=\"{MARK}\"/>");
        // The first row of a table stays with its second.
        paragraph(out, "CellHead", "Cell head", "CellText", "<w:keepNext/>", &head);
        paragraph(out, "CellLabel", "Cell label", "CellText", "<w:spacing w:before=\"80\"/>", "");
        let indent = format!("<w:ind w:left=\"{CELL_INDENT}\"/>");
        let rule = |colour: &str| framed(&edge("left", 18, 5, colour));
        let quote = format!("<w:keepLines/>{}<w:spacing w:before=\"100\" w:after=\"20\"/>{indent}", rule(QUOTE));
        let face = format!("{}<w:noProof/>{}", self.serif(), self.size(0.95));
        paragraph(out, "CellQuote", "Cell quote", "CellText", &quote, &face);
        let against = format!("{}<w:spacing w:before=\"40\"/>", rule("C4605B"));
        paragraph(out, "CellQuoteAgainst", "Cell quote against", "CellQuote", &against, "");
        let small = format!("<w:color w:val=\"{SOFT}\"/>{}", self.size(0.82));
        paragraph(out, "CellNote", "Cell note", "CellText", "", &small);
    }

    /// What is said of a quote, in the quote's own paragraph.
    fn said(&self, out: &mut String) {
        let (font, chinese) = (&self.body, &self.chinese);
        let face =
            format!("<w:rFonts w:ascii=\"{font}\" w:hAnsi=\"{font}\" w:eastAsia=\"{chinese}\" w:cs=\"{font}\"/>");
        let soft = format!("{face}<w:color w:val=\"{SOFT}\"/>{}", self.size(0.82));
        character(out, "Source", "Source", &soft);
        character(out, "Remark", "Remark", &format!("{face}{}", self.size(0.86)));
    }
}

/// One paragraph style. Its properties come in the order of the schema.
fn paragraph(out: &mut String, id: &str, name: &str, based: &str, properties: &str, run: &str) {
    // The names that Word has styles for.
    let known = ["Quote", "List Paragraph", "caption", "header", "footer"].contains(&name);
    let custom = if known { "" } else { " w:customStyle=\"1\"" };
    let _ = write!(
        out,
        "<w:style w:type=\"paragraph\"{custom} w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>\
         <w:basedOn w:val=\"{based}\"/><w:qFormat/><w:pPr>{properties}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    );
}

/// A border: its thickness in eighths of a point, its distance in points.
fn edge(side: &str, thickness: u32, distance: u32, colour: &str) -> String {
    format!("<w:{side} w:val=\"single\" w:sz=\"{thickness}\" w:space=\"{distance}\" w:color=\"{colour}\"/>")
}

/// The borders of a paragraph.
fn framed(edges: &str) -> String {
    format!("<w:pBdr>{edges}</w:pBdr>")
}

fn characters(out: &mut String) {
    let shade = |ink: &str, fill: &str| {
        format!("<w:b/><w:bCs/><w:color w:val=\"{ink}\"/><w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{fill}\"/>")
    };
    let code = "<w:rFonts w:ascii=\"Courier New\" w:hAnsi=\"Courier New\" w:cs=\"Courier New\"/><w:noProof/>";
    let link = "<w:color w:val=\"1C4F8F\"/><w:u w:val=\"single\"/>";
    for (id, name, run) in [
        ("Hyperlink", "Hyperlink", link.to_owned()),
        ("Code", "Code", code.to_owned()),
        (mark(Tone::Good), "Mark good", shade("14602F", "E9F5EC")),
        (mark(Tone::Doubt), "Mark doubt", shade("7A4A00", "FDF3DC")),
        (mark(Tone::Gap), "Mark gap", shade("4A5160", "EEF0F3")),
        (mark(Tone::Bad), "Mark bad", shade("96201B", "FCEBEA")),
        (mark(Tone::Neutral), "Mark neutral", shade(MARK, "EBF1F8")),
    ] {
        character(out, id, name, &run);
    }
}

fn character(out: &mut String, id: &str, name: &str, run: &str) {
    let custom = if name == "Hyperlink" { "" } else { " w:customStyle=\"1\"" };
    let _ = write!(
        out,
        "<w:style w:type=\"character\"{custom} w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>\
         <w:basedOn w:val=\"DefaultParagraphFont\"/><w:rPr>{run}</w:rPr></w:style>"
    );
}

/// The looks of words that belong together: fill, underline and its kind, so that they differ in black and white too.
const LOOK: [(&str, &str, &str); LOOKS] = [
    ("FFF3B8", "8A6D00", "single"),
    ("DCEBFF", "1F5FAE", "double"),
    ("DEF3DE", "2E7D32", "dotted"),
    ("FDE0EC", "B0306A", "dash"),
    ("EAE2FB", "6240B0", "wave"),
    ("FFE3C8", "B85C00", "thick"),
];

/// What a look adds to the properties of a run, whatever its style: the words of a quote and of its place differ in size.
pub(super) fn look(look: usize) -> String {
    let (fill, line, kind) = LOOK[look % LOOKS];
    format!("<w:u w:val=\"{kind}\" w:color=\"{line}\"/><w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{fill}\"/>")
}

fn table(out: &mut String) {
    let mut borders = String::new();
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        borders.push_str(&edge(side, 4, 0, RULE));
    }
    let _ = write!(
        out,
        "<w:style w:type=\"table\" w:customStyle=\"1\" w:styleId=\"ReportTable\"><w:name w:val=\"Report table\"/>\
         <w:basedOn w:val=\"TableNormal\"/><w:uiPriority w:val=\"59\"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders>\
         <w:tblCellMar><w:top w:w=\"60\" w:type=\"dxa\"/><w:left w:w=\"{CELL_MARGIN}\" w:type=\"dxa\"/>\
         <w:bottom w:w=\"40\" w:type=\"dxa\"/><w:right w:w=\"{CELL_MARGIN}\" w:type=\"dxa\"/>\
         </w:tblCellMar></w:tblPr></w:style>"
    );
}
