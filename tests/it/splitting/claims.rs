//! Claims written for the tests, and the rows that a practitioner would make of them.

use readson::patent::{Claim, Transition};

use super::{claim, pieces, tiles};

/// What the table below says of a piece: the words it begins with.
fn assert_begins(text: &str, transition: Option<Transition>, begins: &[&str]) -> Claim {
    let claim = claim(text);
    tiles(&claim).unwrap();
    let found = pieces(&claim);
    let same = found.len() == begins.len() && found.iter().zip(begins).all(|(piece, begin)| piece.starts_with(begin));
    assert!(same, "expected {begins:?}\n   found {found:?}");
    assert_eq!(claim.transition, transition, "{text}");
    claim
}

const OPEN: Option<Transition> = Some(Transition::Open);

#[test]
fn plain_claims() {
    assert_begins(
        "A cup, comprising: a body; a lid hinged to the body; and a loop.",
        OPEN,
        &["A cup, comprising: ", "a body; ", "a lid hinged to the body; and ", "a loop."],
    );
    assert_begins(
        "A cup comprising a body having an open top, a closed bottom and a wall; and a lid.",
        OPEN,
        &["A cup comprising ", "a body having an open top, a closed bottom and a wall; and ", "a lid."],
    );
    assert_begins(
        "A method of brewing tea, the method comprising the steps of: heating water; pouring the water over leaves; and waiting.",
        OPEN,
        &["A method of brewing tea, the method comprising the steps of: ", "heating", "pouring", "waiting."],
    );
    assert_begins("A cup.", None, &["A cup."]);
    assert_begins("A cup comprising a lid.", OPEN, &["A cup comprising ", "a lid."]);
}

#[test]
fn an_inner_comprising_stays_in_the_body() {
    assert_begins(
        "A cup, comprising: a lid comprising: a rim and a seal; and a body comprising a wall.",
        OPEN,
        &["A cup, comprising: ", "a lid comprising: ", "a rim and a seal; and ", "a body comprising a wall."],
    );
    assert_begins(
        "A cup for a set comprising several cups, the cup comprising: a body; and a lid.",
        OPEN,
        &["A cup for a set comprising several cups, the cup comprising: ", "a body; and ", "a lid."],
    );
}

#[test]
fn an_improvement_claim_keeps_the_old_in_its_preamble() {
    assert_begins(
        "In a cup having a body and a lid, the improvement comprising: a hinge on the lid; and a latch.",
        OPEN,
        &["In a cup having a body and a lid, the improvement comprising: ", "a hinge on the lid; and ", "a latch."],
    );
}

#[test]
fn markers_cut_and_reference_numerals_do_not() {
    assert_begins(
        "Shears (10), comprising: (a) a blade (18) on a handle (12), (b) a spring (22), and (c) a catch (24).",
        OPEN,
        &["Shears (10), comprising: ", "(a) a blade (18) on a handle (12), ", "(b) a spring (22), and ", "(c) a catch"],
    );
    assert_begins(
        "A kit comprising: 1) a cup; 2) a lid; and 3) a straw.",
        OPEN,
        &["A kit comprising: ", "1) a cup; ", "2) a lid; and ", "3) a straw."],
    );
    assert_begins(
        "A cup (1), comprising: a body (2); a lid (3) hinged (4) to the body (2); and a loop (5).",
        OPEN,
        &["A cup (1), comprising: ", "a body (2); ", "a lid (3) hinged (4) to the body (2); and ", "a loop (5)."],
    );
    let claim = assert_begins(
        "A method comprising: (i) heating water; (ii) adding tea to the water of step (i); and (iii) waiting.",
        OPEN,
        &["A method comprising: ", "(i) heating water; ", "(ii) adding tea to the water of step (i); and ", "(iii)"],
    );
    assert!(claim.elements.iter().all(|element| !element.flags.alternatives));
}

#[test]
fn a_semicolon_in_brackets_does_not_cut() {
    assert_begins(
        "A cup comprising: a body (of steel; or of glass); and a lid.",
        OPEN,
        &["A cup comprising: ", "a body (of steel; or of glass); and ", "a lid."],
    );
    assert_begins(
        "A mix comprising: oil and water in a ratio of 1:20; and salt (open bracket; and sugar.",
        OPEN,
        &["A mix comprising: ", "oil and water in a ratio of 1:20; and ", "salt (open bracket; and ", "sugar."],
    );
}

#[test]
fn wherein_clauses_are_rows() {
    let claim = assert_begins(
        "A cup comprising: a body; and a lid, wherein the lid is hinged to the body, and whereby nothing spills.",
        OPEN,
        &["A cup comprising: ", "a body; and ", "a lid, ", "wherein the lid is hinged", "and whereby nothing"],
    );
    let flags: Vec<bool> = claim.elements.iter().map(|element| element.flags.wherein).collect();
    assert_eq!(flags, [false, false, false, true, true]);
    assert_begins(
        "A cup made of steel, wherein the cup has two walls; and the walls enclose a vacuum.",
        None,
        &["A cup made of steel, ", "wherein the cup has two walls; and ", "the walls enclose"],
    );
}

#[test]
fn link_words_are_no_rows() {
    assert_begins(
        "A cup comprising: a body; a lid; and wherein the lid is red; and (c)",
        OPEN,
        &["A cup comprising: ", "a body; ", "a lid; and ", "wherein the lid is red; and (c)"],
    );
    assert_begins(
        "The cup of claim 1, wherein: the lid is red; and the body is blue.",
        None,
        &["The cup of claim 1, wherein: ", "the lid is red; and ", "the body is blue."],
    );
    assert_begins(
        "The cup of claim 1, further configured to: hold tea; and keep it warm.",
        None,
        &["The cup of claim 1, further configured to: ", "hold tea; and ", "keep it warm."],
    );
    assert_begins("A salt wherein n is 0 or 1; and x is 2.", None, &["A salt wherein n is 0 or 1; and ", "x is 2."]);
}

#[test]
fn a_markush_group_is_one_piece_and_no_transition() {
    let claim = assert_begins(
        "A cup comprising: a body made of a material selected from the group consisting of steel, glass and wood; and a lid.",
        OPEN,
        &["A cup comprising: ", "a body made of a material selected from the group consisting of steel", "a lid."],
    );
    let flags: Vec<bool> = claim.elements.iter().map(|element| element.flags.alternatives).collect();
    assert_eq!(flags, [false, true, false]);
    assert!(pieces(&claim)[1].ends_with("wood; and "));
}

#[test]
fn transitions_say_how_open_a_claim_is() {
    let closed = Some(Transition::Closed);
    assert_begins("A salt consisting of: sodium; and chlorine.", closed, &["A salt consisting of: ", "sodium", "chl"]);
    assert_begins(
        "A salt consisting essentially of sodium and chlorine.",
        Some(Transition::ConsistingEssentially),
        &["A salt consisting essentially of ", "sodium and chlorine."],
    );
    assert_begins(
        "A salt which comprises: sodium; and chlorine.",
        OPEN,
        &["A salt which comprises: ", "sodium", "chl"],
    );
    assert_begins("A lamp including: a base; and a shade.", OPEN, &["A lamp including: ", "a base; and ", "a shade."]);
    assert_begins(
        "A lamp with a base, characterized in that the base is round.",
        OPEN,
        &["A lamp with a base, characterized in that ", "the base is round."],
    );
}

#[test]
fn a_dependent_claim_begins_with_its_reference() {
    assert_begins("The cup of claim 1, wherein the lid is red.", None, &["The cup of claim 1, ", "wherein the lid"]);
    assert_begins(
        "The cup according to any one of claims 1 to 3, further comprising: a straw; and a brush.",
        OPEN,
        &["The cup according to any one of claims 1 to 3, further comprising: ", "a straw; and ", "a brush."],
    );
    assert_begins(
        "The cup as claimed in claim 1 or claim 2 in which the lid is red.",
        None,
        &["The cup as claimed in claim 1 or claim 2 ", "in which the lid is red."],
    );
    assert_begins("The cup of claim 1.", None, &["The cup of claim 1."]);
}

#[test]
fn flags_tell_what_readers_look_for() {
    let flags = |piece: &str| {
        let claim = claim(&format!("A thing, comprising: a base; and {piece}."));
        let flags = claim.elements.last().unwrap().flags;
        (flags.means, flags.negative, flags.alternatives)
    };
    for means in ["means for holding a cup", "fastening means for the lid", "a step for heating water"] {
        assert_eq!(flags(means), (true, false, false), "{means}");
    }
    for plain in ["a lid held by means of a hinge", "a lid locked by means for example of a latch", "steps for a dog"] {
        assert_eq!(flags(plain), (false, false, false), "{plain}");
    }
    for negative in [
        "a housing without a port",
        "a housing free of any port",
        "a housing that does not comprise a port",
        "a housing devoid of ports",
        "a housing having no port",
    ] {
        assert_eq!(flags(negative), (false, true, false), "{negative}");
    }
    for plain in [
        "a port of not more than 5 mm",
        "no more than five ports",
        "a lid that is free to rotate",
        "not only a port but a plug",
        "a lid that is not limited to steel",
        "no less than two ports",
    ] {
        assert_eq!(flags(plain), (false, false, false), "{plain}");
    }
    for group in
        ["a body of one selected from steel and glass", "at least one of a cup and a mug", "either a cup or a mug"]
    {
        assert_eq!(flags(group), (false, false, true), "{group}");
    }
}

#[test]
fn a_claim_without_words_is_one_piece_or_none() {
    assert_eq!(pieces(&claim("")), Vec::<&str>::new());
    for text in [" ", ";", "; ; :", "(((", "\u{301}"] {
        assert_eq!(pieces(&claim(text)), [text]);
    }
}
