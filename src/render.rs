//! From charts and findings to text, Markdown, HTML and JSON.
