//! The bibliographic part of a USPTO document: number, dates, title and owner, by the names of the three document forms.

/// Elements whose text is one value of the bibliographic part.
#[rustfmt::skip]
const VALUES: &[&str] = &[
    "country", "doc-number", "kind", "date", "orgname", "last-name", "first-name", "invention-title", "B110", "B130",
    "B140", "B190", "B220", "B540", "B320", "ONM", "FNM", "SNM", "kind-code", "document-date", "filing-date",
    "title-of-invention", "organization-name", "family-name", "given-name", "name-1",
];

/// Whether an element's text is one value that [`Bibliography::take`] knows.
pub fn is_value(name: &str) -> bool {
    VALUES.contains(&name)
}

/// What is known of a document so far.
#[derive(Default)]
pub struct Bibliography {
    /// Office code.
    pub country: String,
    /// Document number without office and kind code, as the source writes it.
    pub number: String,
    /// Kind code.
    pub kind: String,
    /// Title of the invention.
    pub title: String,
    /// Date of grant or publication.
    pub granted: Option<String>,
    /// Filing date.
    pub filed: Option<String>,
    /// The earliest priority date or date of a parent application.
    pub priority: Option<String>,
    assignee: Option<String>,
    applicant: Option<String>,
    inventor: Option<String>,
    /// Parts of one person's name, which come in either order.
    first_name: String,
    last_name: String,
}

impl Bibliography {
    /// The number with office and kind code and without the zeros that fill it up in XML.
    pub fn full_number(&self) -> Option<String> {
        let digits = without_zeros(&self.number);
        (!self.number.is_empty()).then(|| format!("{}{digits}{}", self.country, self.kind))
    }

    /// The first assignee, else the first applicant, else the first inventor.
    pub fn owner(&self) -> Option<String> {
        [&self.assignee, &self.applicant, &self.inventor].into_iter().flatten().next().cloned()
    }

    /// Takes the text of one element, given the names of the elements around it.
    pub fn take(&mut self, path: &[String], name: &str, value: String) {
        if value.is_empty() {
            return;
        }
        let within = |names: &[&str]| path.iter().any(|open| names.contains(&open.as_str()));
        let parent = path.last().map_or("", String::as_str);
        let above = path.len().checked_sub(2).map_or("", |at| path[at].as_str());
        let own = within(&["publication-reference"])
            || (parent == "document-id" && above == "subdoc-bibliographic-information");
        let application = within(&["application-reference"]);
        let related = (parent == "document-id"
            && matches!(above, "parent-doc" | "us-provisional-application" | "parent"))
            || parent == "priority-claim"
            || matches!(parent, "provisional-application" | "prior-application" | "non-provisional-of-provisional");
        match name {
            "country" if own => self.country = value,
            "doc-number" if own => self.number = value,
            "kind" | "kind-code" if own => self.kind = value,
            "date" | "document-date" if own => self.granted = iso(&value).or(self.granted.take()),
            "date" if application && parent == "document-id" => self.filed = iso(&value),
            "date" if related => self.priority = earliest(self.priority.take(), iso(&value)),
            "invention-title" | "B540" | "title-of-invention" if self.title.is_empty() => self.title = value,
            "B110" => self.number = value,
            "B130" => self.kind = value,
            "B140" => self.granted = iso(&value),
            "B190" => self.country = value,
            "B220" | "filing-date" => self.filed = self.filed.take().or_else(|| iso(&value)),
            "B320" => self.priority = earliest(self.priority.take(), iso(&value)),
            "last-name" | "family-name" | "SNM" => {
                self.last_name = value;
                self.person(path);
            }
            "first-name" | "given-name" | "FNM" => {
                self.first_name = value;
                self.person(path);
            }
            "orgname" | "ONM" | "organization-name" | "name-1" => {
                if let Some(slot) = self.party(path) {
                    slot.get_or_insert(value);
                }
            }
            _ => {}
        }
    }

    /// A person's name, once both parts are there.
    fn person(&mut self, path: &[String]) {
        if self.first_name.is_empty() || self.last_name.is_empty() {
            return;
        }
        let full = format!("{} {}", std::mem::take(&mut self.first_name), std::mem::take(&mut self.last_name));
        if let Some(slot) = self.party(path) {
            slot.get_or_insert(full);
        }
    }

    /// Whose name stands at this path, if anyone's who may own the patent.
    fn party(&mut self, path: &[String]) -> Option<&mut Option<String>> {
        path.iter()
            .find_map(|open| match open.as_str() {
                "assignee" | "B731" | "B730" => Some(0),
                "us-applicant" | "applicant" => Some(1),
                "inventor" | "first-named-inventor" | "B721" => Some(2),
                _ => None,
            })
            .map(|party| match party {
                0 => &mut self.assignee,
                1 => &mut self.applicant,
                _ => &mut self.inventor,
            })
    }
}

/// `D0910058` is D910058 and `06837063` is 6837063 in print.
fn without_zeros(number: &str) -> String {
    let letters = number.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = number.split_at(letters);
    format!("{letters}{}", digits.trim_start_matches('0'))
}

/// `20040102` as `2004-01-02`; dates of which a part is unknown are none.
pub fn iso(date: &str) -> Option<String> {
    let date = date.trim();
    if date.len() != 8 || !date.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, month, day) = (&date[..4], &date[4..6], &date[6..]);
    let valid = ("01"..="12").contains(&month) && ("01"..="31").contains(&day);
    valid.then(|| format!("{year}-{month}-{day}"))
}

fn earliest(one: Option<String>, other: Option<String>) -> Option<String> {
    [one, other].into_iter().flatten().min()
}
