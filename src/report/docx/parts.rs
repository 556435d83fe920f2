//! The small parts of the package, and how they hang together.

use std::fmt::Write as _;

use crate::report::docx::body::{Body, Lists};
use crate::report::docx::xml::{HEAD, LIST_INDENT, NAMESPACES, escaped};
use crate::report::style::{Language, Layout};

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

pub(super) fn content_types(layout: &Layout, body: &Body) -> String {
    let mut out = format!(
        "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Default Extension=\"png\" ContentType=\"image/png\"/>\
         <Default Extension=\"jpeg\" ContentType=\"image/jpeg\"/>\
         <Override PartName=\"/word/document.xml\" ContentType=\"{WORD}.document.main+xml\"/>\
         <Override PartName=\"/docProps/core.xml\" \
         ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
         <Override PartName=\"/docProps/app.xml\" \
         ContentType=\"application/vnd.openxmlformats-officedocument.extended-properties+xml\"/>"
    );
    for (kind, file) in beside(layout, body) {
        let _ = write!(out, "<Override PartName=\"/word/{file}\" ContentType=\"{WORD}.{kind}+xml\"/>");
    }
    out.push_str("</Types>");
    out
}

/// The parts that stand beside the text: their kind, which is also their name in relationships, and their file.
fn beside(layout: &Layout, body: &Body) -> Vec<(&'static str, &'static str)> {
    let mut parts = vec![("styles", "styles.xml"), ("settings", "settings.xml"), ("footer", "footer1.xml")];
    if body.has_lists() {
        parts.push(("numbering", "numbering.xml"));
    }
    if !layout.header.is_empty() {
        parts.push(("header", "header1.xml"));
    }
    parts
}

pub(super) fn package_relationships() -> String {
    format!(
        "{HEAD}<Relationships xmlns=\"{RELATIONSHIPS}\">\
         <Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{RELATIONSHIPS}/metadata/core-properties\" Target=\"docProps/core.xml\"/>\
         <Relationship Id=\"rId3\" Type=\"{OFFICE}/extended-properties\" Target=\"docProps/app.xml\"/>\
         </Relationships>"
    )
}

/// The relationships of the text. Their ids say what they are: `header`, `picture1`, `link1`.
pub(super) fn relationships(layout: &Layout, body: &Body) -> String {
    let mut out = format!("{HEAD}<Relationships xmlns=\"{RELATIONSHIPS}\">");
    for (kind, file) in beside(layout, body) {
        let _ = write!(out, "<Relationship Id=\"{kind}\" Type=\"{OFFICE}/{kind}\" Target=\"{file}\"/>");
    }
    for (at, (name, _)) in body.media().iter().enumerate() {
        let _ = write!(out, "<Relationship Id=\"picture{}\" Type=\"{OFFICE}/image\" Target=\"{name}\"/>", at + 1);
    }
    for (at, address) in body.links().iter().enumerate() {
        let (number, address) = (at + 1, escaped(address));
        let _ = write!(
            out,
            "<Relationship Id=\"link{number}\" Type=\"{OFFICE}/hyperlink\" Target=\"{address}\" \
             TargetMode=\"External\"/>"
        );
    }
    out.push_str("</Relationships>");
    out
}

pub(super) fn core(title: &str, language: Language) -> String {
    let language = match language {
        Language::En | Language::Both => "en-US",
        Language::Zh => "zh-CN",
    };
    format!(
        "{HEAD}<cp:coreProperties \
         xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:creator>readson</dc:creator>\
         <dc:language>{language}</dc:language></cp:coreProperties>",
        escaped(title)
    )
}

pub(super) fn app() -> String {
    format!(
        "{HEAD}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">\
         <Application>readson</Application></Properties>"
    )
}

/// Settings. The mode is that of Word 2013 and later, without which tables stand out into the margin.
pub(super) fn settings() -> String {
    format!(
        "{HEAD}<w:settings {NAMESPACES}><w:zoom w:percent=\"100\"/><w:defaultTabStop w:val=\"720\"/>\
         <w:characterSpacingControl w:val=\"doNotCompress\"/><w:compat><w:compatSetting \
         w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>\
         <w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/><w:decimalSymbol w:val=\".\"/>\
         <w:listSeparator w:val=\",\"/></w:settings>"
    )
}

/// The looks of lists: bullets are list 1, and each numbered list is one of its own, so that it starts anew.
pub(super) fn numbering(lists: &Lists) -> String {
    let mut out = format!("{HEAD}<w:numbering {NAMESPACES}>");
    for (kind, format) in ["bullet", "decimal"].into_iter().enumerate() {
        let _ = write!(out, "<w:abstractNum w:abstractNumId=\"{kind}\"><w:multiLevelType w:val=\"hybridMultilevel\"/>");
        for level in 0..9_u32 {
            let text = match (format, level % 3) {
                ("decimal", _) => format!("%{}.", level + 1),
                (_, 0) => "•".to_owned(),
                (_, 1) => "–".to_owned(),
                _ => "▪".to_owned(),
            };
            let left = (level + 1) * LIST_INDENT;
            let _ = write!(
                out,
                "<w:lvl w:ilvl=\"{level}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/>\
                 <w:lvlText w:val=\"{text}\"/><w:lvlJc w:val=\"left\"/>\
                 <w:pPr><w:ind w:left=\"{left}\" w:hanging=\"{LIST_INDENT}\"/></w:pPr></w:lvl>"
            );
        }
        out.push_str("</w:abstractNum>");
    }
    out.push_str("<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>");
    for (at, (level, first)) in lists.numbered.iter().enumerate() {
        let number = at + 2;
        let _ = write!(
            out,
            "<w:num w:numId=\"{number}\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride w:ilvl=\"{level}\">\
             <w:startOverride w:val=\"{first}\"/></w:lvlOverride></w:num>"
        );
    }
    out.push_str("</w:numbering>");
    out
}

pub(super) fn header(text: &str) -> String {
    format!(
        "{HEAD}<w:hdr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val=\"Header\"/></w:pPr>\
         <w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p></w:hdr>",
        escaped(text)
    )
}

/// The foot of the pages. The page number and the number of pages are the only fields of a document.
pub(super) fn footer(text: &str) -> String {
    let field = |name: &str| format!("<w:fldSimple w:instr=\" {name} \"><w:r><w:t>1</w:t></w:r></w:fldSimple>");
    format!(
        "{HEAD}<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>\
         <w:r><w:t xml:space=\"preserve\">{}</w:t></w:r><w:r><w:tab/></w:r>{}\
         <w:r><w:t xml:space=\"preserve\"> / </w:t></w:r>{}</w:p></w:ftr>",
        escaped(text),
        field("PAGE"),
        field("NUMPAGES")
    )
}
