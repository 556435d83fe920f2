//! Ablations: what each part of pairing is worth, by leaving it out.

use crate::chart::Support;
use crate::eval::gold::Gold;
use crate::eval::metrics::{Confusion, Judged};
use crate::eval::report::{Ablation, Frame, Options};
use crate::eval::{Case, run_with};
use crate::pair::{Matcher, Parts, Selection};

/// Switches off one part.
pub type Switch = fn(&mut Parts);

/// Every part that can be switched off, and how.
pub const ABLATIONS: &[(&str, Switch)] = &[
    ("stems", |parts| parts.stems = false),
    ("compounds and initials", |parts| parts.compounds = false),
    ("typing errors", |parts| parts.typos = false),
    ("curated pairs", |parts| parts.curated = false),
    ("kinds of goods", |parts| parts.goods = false),
    ("WordNet synonyms", |parts| parts.senses = false),
    ("static embedding", |parts| parts.near = false),
    ("rarity", |parts| parts.rarity = false),
    ("roles of words", |parts| parts.roles = false),
    ("words of the preamble", |parts| parts.kind = false),
    ("passages together", |parts| parts.joint = false),
    ("quantities", |parts| parts.quantities = false),
    ("negation", |parts| parts.polarity = false),
    ("exclusive values", |parts| parts.values = false),
];

/// Leaves out each part in turn and compares with a run that has everything. The thresholds stay as they are: a part
/// may be worth less than it seems, where other thresholds would make up for it.
pub fn ablate(golds: &[Gold], whole: &[Case], options: Options) -> Vec<Ablation> {
    let without = |(name, switch): &(&str, Switch)| {
        let mut parts = Parts::default();
        switch(&mut parts);
        let part = run_with(golds, |patents| Matcher::compile_with(patents, &Selection::All, parts));
        ablation(name, golds, whole, &part, options)
    };
    ABLATIONS.iter().map(without).collect()
}

/// Compares a run with everything with one that leaves a part out.
pub fn ablation(without: &str, golds: &[Gold], whole: &[Case], part: &[Case], options: Options) -> Ablation {
    let frame = Frame::new(golds, options);
    let mut pairs: Vec<Vec<(Judged, Judged)>> = vec![Vec::new(); golds.len()];
    for (one, other) in whole.iter().zip(part) {
        pairs[one.chart].push((one.judged(), other.judged()));
    }
    let changed = pairs.iter().flatten().filter(|(one, other)| one.said != other.said).count();
    let pairs = frame.clusters(|chart| pairs[chart].clone());
    let with = |all: &[(Judged, Judged)]| Confusion::of(all.iter().map(|(one, _)| (one.gold, one.said)));
    let less = |all: &[(Judged, Judged)]| Confusion::of(all.iter().map(|(_, other)| (other.gold, other.said)));
    Ablation {
        without: without.to_owned(),
        macro_f1: pairs.figure("no elements", |all| less(all).macro_f1()),
        found_precision: pairs.figure("never says found", |all| less(all).precision(Support::Found)),
        contradicted_precision: pairs
            .figure("never says contradicted", |all| less(all).precision(Support::Contradicted)),
        changed,
        difference: pairs.figure("no elements", |all| Some(with(all).macro_f1()? - less(all).macro_f1()?)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_switch_is_another_and_does_something() {
        let made: Vec<Parts> = ABLATIONS
            .iter()
            .map(|(_, switch)| {
                let mut parts = Parts::default();
                switch(&mut parts);
                parts
            })
            .collect();
        let distinct: BTreeSet<String> = made.iter().chain([&Parts::default()]).map(|p| format!("{p:?}")).collect();
        assert_eq!(distinct.len(), ABLATIONS.len() + 1);
        // A switch that no ablation uses would show as a `true` in all of these: every field is off once.
        let fields = format!("{:?}", Parts::default()).matches("true").count();
        assert_eq!(fields, ABLATIONS.len());
    }
}
