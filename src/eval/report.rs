//! The whole evaluation as a value: every figure with its interval, and the simpler programs beside it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::chart::{Standing, Support, roll_up};
use crate::eval::Case;
use crate::eval::baselines::{BASELINES, Baseline, say};
use crate::eval::bootstrap::Bootstrap;
use crate::eval::gold::Gold;
use crate::eval::metrics::{
    CLASSES, Confusion, Judged, brier, calibration_error, evidence_recall, precision_at_recall, ratio,
};

/// Bins of the calibration error.
pub const BINS: usize = 10;
/// Classes and recalls at which precision is read off.
const POINTS: [(Support, f64); 4] =
    [(Support::Found, 0.5), (Support::Found, 0.6), (Support::Contradicted, 0.4), (Support::Contradicted, 0.6)];

/// A figure with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// The figure; null when there is nothing to measure it on.
    pub value: Option<f64>,
    /// Lower end of the interval; null when it can be measured on fewer than half of the resamples.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Why there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<&'static str>,
}

/// One class.
#[derive(Debug, Serialize)]
pub struct Class {
    /// The class.
    pub class: Support,
    /// Elements that readers call so.
    pub gold: usize,
    /// Elements that the program calls so.
    pub said: usize,
    /// Elements that both call so.
    pub right: usize,
    /// Share of `said` that is right.
    pub precision: Figure,
    /// Share of `gold` that is said.
    pub recall: Figure,
    /// Harmonic mean of the two.
    pub f1: Figure,
}

/// Charts that the program rolls up to one standing.
#[derive(Debug, Serialize)]
pub struct Claims {
    /// The standing.
    pub standing: Standing,
    /// Charts that roll up so by the readers' labels.
    pub gold: usize,
    /// Charts that the program calls so.
    pub said: usize,
    /// Of these, charts that are so.
    pub right: usize,
    /// Share of `said` that is right.
    pub precision: Figure,
}

/// Precision of a class where its recall first reaches a value.
#[derive(Debug, Serialize)]
pub struct Point {
    /// The class.
    pub class: Support,
    /// The recall.
    pub recall: f64,
    /// The precision there.
    pub precision: Figure,
}

/// Elements that share what makes them hard.
#[derive(Debug, Serialize)]
pub struct Phenomenon {
    /// Its name.
    pub name: String,
    /// How many elements.
    pub elements: usize,
    /// Share on which program and readers agree.
    pub accuracy: Figure,
    /// Mean F1 of the classes that occur.
    pub macro_f1: Figure,
}

/// A set of charts that were put together from other shops and kinds of goods than the rest: the letter before the number
/// in the charts' ids.
#[derive(Debug, Serialize)]
pub struct Set {
    /// Its letter.
    pub name: String,
    /// How many elements.
    pub elements: usize,
    /// Mean F1 of the four classes.
    pub macro_f1: Figure,
    /// Precision of `found`.
    pub found_precision: Figure,
    /// Recall of `found`.
    pub found_recall: Figure,
    /// Recall of `contradicted`.
    pub contradicted_recall: Figure,
}

/// A simpler program on the same elements.
#[derive(Debug, Serialize)]
pub struct Beside {
    /// Which.
    pub name: Baseline,
    /// Its mean F1 of the four classes.
    pub macro_f1: Figure,
    /// Precision of its `found`.
    pub found_precision: Figure,
    /// How much more macro-F1 the program has, on the same resamples.
    pub difference: Figure,
}

/// Everything. The JSON form is `readson.evaluation/1`.
#[derive(Debug, Serialize)]
pub struct Evaluation {
    /// `readson.evaluation/1`.
    pub schema: &'static str,
    /// Commit of the working folder, where it is one of git.
    pub commit: Option<String>,
    /// The file of gold charts.
    pub gold: String,
    /// What the figures are good for.
    pub note: &'static str,
    /// Gold charts.
    pub charts: usize,
    /// Elements.
    pub elements: usize,
    /// Patents, which are what is drawn.
    pub patents: usize,
    /// Seed of the draws.
    pub seed: u64,
    /// How many draws.
    pub resamples: usize,
    /// Mean F1 of the four classes.
    pub macro_f1: Figure,
    /// Each class.
    pub classes: Vec<Class>,
    /// Rows by readers, columns by the program: found, weak, missing, contradicted.
    pub confusion: Confusion,
    /// Elements for which readers gave quotes.
    pub quoted: usize,
    /// Share of these whose first piece of evidence overlaps a quote.
    pub evidence_recall_1: Figure,
    /// The same for one of the first three.
    pub evidence_recall_3: Figure,
    /// Charts that the program calls all-found, and contradicted.
    pub claims: Vec<Claims>,
    /// Expected calibration error over [`BINS`] bins of equal mass.
    pub calibration_error: Figure,
    /// Brier score of the confidence.
    pub brier: Figure,
    /// Precision at recall.
    pub points: Vec<Point>,
    /// Per phenomenon, by name.
    pub phenomena: Vec<Phenomenon>,
    /// Per set, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sets: Vec<Set>,
    /// Simpler programs; none says `contradicted`.
    pub baselines: Vec<Beside>,
    /// What each part of pairing is worth, where it was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ablations: Vec<Ablation>,
}

/// What the figures are good for, in every form of the output.
pub const NOTE: &str = "development figures: they flatter the program where its own thresholds were chosen on these charts; \
                        the baselines' thresholds are cross-validated by patent";

/// How intervals are made.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Seed of the draws.
    pub seed: u64,
    /// How many draws.
    pub resamples: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { seed: 2026, resamples: 1000 }
    }
}

/// Something of every element (or chart), by patent: the clusters that are drawn.
pub(super) struct Clusters<'b, T> {
    bootstrap: &'b Bootstrap,
    of: Vec<Vec<T>>,
}

impl<T: Copy + Sync> Clusters<'_, T> {
    pub(super) fn figure(&self, why: &'static str, measure: impl Fn(&[T]) -> Option<f64> + Sync) -> Figure {
        let value = measure(&self.of.concat());
        let drawn = |draw: &[usize]| {
            measure(&draw.iter().flat_map(|cluster| self.of[*cluster].iter().copied()).collect::<Vec<T>>())
        };
        // Without a value there is nothing that an interval could be of. A figure that is no mean (the calibration error
        // above all) tends to be larger on a resample than on the whole, so that its interval can miss it: it is then
        // drawn out to the figure.
        let interval = value.and_then(|value| {
            let (low, high) = self.bootstrap.interval(drawn)?;
            Some((low.min(value), high.max(value)))
        });
        Figure { value, low: interval.map(|i| i.0), high: interval.map(|i| i.1), why: value.is_none().then_some(why) }
    }
}

/// The clusters of a set of gold charts: patents by number, in each the charts by id, so that the order of the file
/// changes no figure.
pub(super) struct Frame<'g> {
    golds: &'g [Gold],
    /// Indices of the charts of each patent.
    patents: Vec<Vec<usize>>,
    bootstrap: Bootstrap,
}

impl<'g> Frame<'g> {
    pub(super) fn new(golds: &'g [Gold], options: Options) -> Frame<'g> {
        let mut patents: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (chart, gold) in golds.iter().enumerate() {
            patents.entry(&gold.patent.number).or_default().push(chart);
        }
        let mut patents: Vec<Vec<usize>> = patents.into_values().collect();
        for charts in &mut patents {
            charts.sort_by_key(|chart| &golds[*chart].id);
        }
        let bootstrap = Bootstrap::new(patents.len(), options.resamples, options.seed);
        Frame { golds, patents, bootstrap }
    }

    pub(super) fn clusters<T>(&self, of_chart: impl Fn(usize) -> Vec<T>) -> Clusters<'_, T> {
        let of = self.patents.iter().map(|charts| charts.iter().flat_map(|chart| of_chart(*chart)).collect());
        Clusters { bootstrap: &self.bootstrap, of: of.collect() }
    }
}

/// Evaluates a run of the program over gold charts.
pub fn evaluate(gold: &str, golds: &[Gold], cases: &[Case], options: Options) -> Evaluation {
    let frame = Frame::new(golds, options);
    let mut judged: Vec<Vec<Judged>> = vec![Vec::new(); golds.len()];
    for case in cases {
        judged[case.chart].push(case.judged());
    }
    let elements = frame.clusters(|chart| judged[chart].clone());
    let all = elements.of.concat();
    let confusion = Confusion::judged(&all);
    let quotes = "no element has quotes";
    Evaluation {
        schema: "readson.evaluation/1",
        commit: None,
        gold: gold.to_owned(),
        note: NOTE,
        charts: golds.len(),
        elements: all.len(),
        patents: frame.patents.len(),
        seed: options.seed,
        resamples: options.resamples,
        macro_f1: elements.figure("no elements", |all| Confusion::judged(all).macro_f1()),
        classes: CLASSES.map(|class| class_of(class, confusion, &elements)).into(),
        confusion,
        quoted: all.iter().filter(|one| one.quoted).count(),
        evidence_recall_1: elements.figure(quotes, |all| evidence_recall(all, 1)),
        evidence_recall_3: elements.figure(quotes, |all| evidence_recall(all, 3)),
        claims: claims(&frame, &judged),
        calibration_error: elements.figure("no elements", |all| calibration_error(all, BINS)),
        brier: elements.figure("no elements", brier),
        points: POINTS.map(|(class, recall)| point(class, recall, &elements)).into(),
        phenomena: phenomena(&frame, &judged),
        sets: sets(&frame, &judged),
        baselines: BASELINES.map(|baseline| beside(baseline, &frame, &judged)).into(),
        ablations: Vec::new(),
    }
}

fn class_of(class: Support, table: Confusion, elements: &Clusters<Judged>) -> Class {
    Class {
        class,
        gold: table.gold(class),
        said: table.said(class),
        right: table.right(class),
        precision: elements.figure("never said", |all| Confusion::judged(all).precision(class)),
        recall: elements.figure("never so", |all| Confusion::judged(all).recall(class)),
        f1: elements.figure("neither said nor so", |all| Confusion::judged(all).f1(class)),
    }
}

fn point(class: Support, recall: f64, elements: &Clusters<Judged>) -> Point {
    Point {
        class,
        recall,
        precision: elements.figure("recall never reached", |all| precision_at_recall(all, class, recall)),
    }
}

fn claims(frame: &Frame, judged: &[Vec<Judged>]) -> Vec<Claims> {
    let charts = frame.clusters(|chart| {
        let of = |label: fn(&Judged) -> Support| roll_up(judged[chart].iter().map(label));
        vec![(of(|one| one.gold), of(|one| one.said))]
    });
    let all = charts.of.concat();
    [Standing::AllFound, Standing::Contradicted]
        .map(|standing| {
            let said = |all: &[(Standing, Standing)]| all.iter().filter(|chart| chart.1 == standing).count();
            let right =
                |all: &[(Standing, Standing)]| all.iter().filter(|chart| **chart == (standing, standing)).count();
            Claims {
                standing,
                gold: all.iter().filter(|chart| chart.0 == standing).count(),
                said: said(&all),
                right: right(&all),
                precision: charts.figure("no chart is called so", |all| ratio(right(all), said(all))),
            }
        })
        .into()
}

fn phenomena(frame: &Frame, judged: &[Vec<Judged>]) -> Vec<Phenomenon> {
    let names: BTreeSet<&String> =
        frame.golds.iter().flat_map(|gold| &gold.labels).flat_map(|label| &label.phenomena).collect();
    let figures = |name: &String| {
        let elements = frame.clusters(|chart| {
            let labels = &frame.golds[chart].labels;
            let with = judged[chart].iter().zip(labels).filter(|(_, label)| label.phenomena.contains(name));
            with.map(|(one, _)| *one).collect()
        });
        Phenomenon {
            name: name.clone(),
            elements: elements.of.iter().map(Vec::len).sum(),
            accuracy: elements.figure("no elements", |all| Confusion::judged(all).accuracy()),
            macro_f1: elements.figure("no elements", |all| Confusion::judged(all).macro_f1()),
        }
    };
    names.into_iter().map(figures).collect()
}

/// The set of a chart, by its id: the letters before a hyphen.
fn set_of(id: &str) -> Option<&str> {
    let (letters, _) = id.split_once('-')?;
    (!letters.is_empty() && letters.len() <= 3 && letters.bytes().all(|byte| byte.is_ascii_uppercase()))
        .then_some(letters)
}

fn sets(frame: &Frame, judged: &[Vec<Judged>]) -> Vec<Set> {
    let names: BTreeSet<&str> = frame.golds.iter().filter_map(|gold| set_of(&gold.id)).collect();
    if names.len() < 2 {
        return Vec::new();
    }
    let figures = |name: &str| {
        let is_own = |chart: usize| set_of(&frame.golds[chart].id) == Some(name);
        let elements = frame.clusters(|chart| if is_own(chart) { judged[chart].clone() } else { Vec::new() });
        Set {
            name: name.to_owned(),
            elements: elements.of.iter().map(Vec::len).sum(),
            macro_f1: elements.figure("no elements", |all| Confusion::judged(all).macro_f1()),
            found_precision: elements.figure("never said", |all| Confusion::judged(all).precision(Support::Found)),
            found_recall: elements.figure("never so", |all| Confusion::judged(all).recall(Support::Found)),
            contradicted_recall: elements
                .figure("never so", |all| Confusion::judged(all).recall(Support::Contradicted)),
        }
    };
    names.into_iter().map(figures).collect()
}

fn beside(baseline: Baseline, frame: &Frame, judged: &[Vec<Judged>]) -> Beside {
    let Some(said) = say(baseline, frame.golds) else {
        let none = Figure { value: None, low: None, high: None, why: Some("thresholds need two patents") };
        return Beside { name: baseline, macro_f1: none, found_precision: none, difference: none };
    };
    let pairs = frame.clusters(|chart| judged[chart].iter().copied().zip(said[chart].iter().copied()).collect());
    let theirs = |all: &[(Judged, Support)]| Confusion::of(all.iter().map(|(one, said)| (one.gold, *said)));
    let ours = |all: &[(Judged, Support)]| Confusion::of(all.iter().map(|(one, _)| (one.gold, one.said)));
    Beside {
        name: baseline,
        macro_f1: pairs.figure("no elements", |all| theirs(all).macro_f1()),
        found_precision: pairs.figure("never says found", |all| theirs(all).precision(Support::Found)),
        difference: pairs.figure("no elements", |all| Some(ours(all).macro_f1()? - theirs(all).macro_f1()?)),
    }
}

/// A part of pairing left out, and what that costs.
#[derive(Debug, Serialize)]
pub struct Ablation {
    /// The part.
    pub without: String,
    /// Macro-F1 without it.
    pub macro_f1: Figure,
    /// Precision of `found` without it.
    pub found_precision: Figure,
    /// Precision of `contradicted` without it.
    pub contradicted_precision: Figure,
    /// Elements that get another label.
    pub changed: usize,
    /// Macro-F1 with everything minus that without it, on the same resamples.
    pub difference: Figure,
}
