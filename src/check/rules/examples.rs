//! The examples on a rule's page: fences below "Fires" and "Silent", parted by rules.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

/// Documents that are checked together, and whether the rule must fire on them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Whether the rule must fire.
    pub fires: bool,
    /// The documents.
    pub fences: Vec<Fence>,
}

/// One document of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    /// "claim", "patent", "listing", "draft", "complaint".
    pub language: String,
    /// The document.
    pub text: String,
}

/// The languages of examples.
pub const LANGUAGES: [&str; 5] = ["claim", "patent", "listing", "draft", "complaint"];

/// The explanation before the examples, and the examples.
pub fn read(body: &str) -> Result<(String, Vec<Example>), String> {
    let mut end = body.len();
    let mut examples: Vec<Example> = Vec::new();
    let mut fires: Option<bool> = None;
    // Whether the next fence belongs to the last example.
    let mut open = false;
    let mut heading: Option<String> = None;
    let mut fence: Option<Fence> = None;
    for (event, range) in Parser::new(body).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => {
                heading = Some(String::new());
                end = end.min(range.start);
            }
            Event::End(TagEnd::Heading(HeadingLevel::H2)) => {
                fires = match heading.take().unwrap_or_default().trim() {
                    "Fires" => Some(true),
                    "Silent" => Some(false),
                    other => return Err(format!("a heading “{other}”: examples stand below “Fires” and “Silent”")),
                };
                open = false;
            }
            Event::Rule => open = false,
            Event::Start(Tag::CodeBlock(kind)) if fires.is_some() => {
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.trim().to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                if !LANGUAGES.contains(&language.as_str()) {
                    return Err(format!("a fence “{language}”: examples are {}", LANGUAGES.join(", ")));
                }
                fence = Some(Fence { language, text: String::new() });
            }
            Event::Text(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                } else if let Some(fence) = &mut fence {
                    fence.text.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let (Some(fires), Some(fence)) = (fires, fence.take()) {
                    if !open {
                        examples.push(Example { fires, fences: Vec::new() });
                        open = true;
                    }
                    examples.last_mut().into_iter().for_each(|example| example.fences.push(fence.clone()));
                }
            }
            _ => {}
        }
    }
    Ok((body[..end].trim().to_owned(), examples))
}
