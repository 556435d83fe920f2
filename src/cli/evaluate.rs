//! `readson eval`.

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::chart::{Evidence, Row, Standing, Support};
use crate::cli::args::{EvalArgs, Plain};
use crate::cli::output::{self, Outcome};
use crate::cli::sentence_model::{self, Model};
use crate::eval::ablation::{ablate, ablation};
use crate::eval::gold::Gold;
use crate::eval::metrics::CLASSES;
use crate::eval::report::{Evaluation, Figure, Options, evaluate};
use crate::eval::{self, Case};
use crate::report::escape::neutralise;
use crate::report::json::write_rounded;

pub fn run(args: &EvalArgs) -> Result<Outcome> {
    let model = sentence_model::load(args.model.as_deref())?;
    let mut golds = Vec::new();
    let mut names = Vec::new();
    for path in &args.gold {
        let name = crate::text::source::display_name(path);
        let file = File::open(path).with_context(|| format!("cannot open {name}"))?;
        golds.extend(eval::gold::read(BufReader::new(file), &name)?);
        names.push(name);
    }
    let name = names.join(", ");
    let options = Options { seed: args.seed, resamples: args.resamples as usize };
    let mut cases = eval::run(&golds);
    let mut ablations = if args.ablate { ablate(&golds, &cases, options) } else { Vec::new() };
    // The parts are measured without the model, and it against all of them.
    if let Some(model) = &model {
        let without = args.ablate.then(|| eval::run(&golds));
        revise(&mut cases, &golds, model)?;
        ablations.extend(without.map(|without| ablation("sentence model", &golds, &cases, &without, options)));
    }
    let mut evaluation = evaluate(&name, &golds, &cases, options);
    evaluation.commit = commit();
    evaluation.ablations = ablations;
    match args.format {
        Plain::Json => output::raw_stdout(|out| json_form(args, &evaluation, &golds, &cases, model.as_ref(), out))?,
        Plain::Text => output::stdout(|out| {
            if let Some(model) = &model {
                writeln!(out, "with the model {}", neutralise(model.name()))?;
            }
            table(&evaluation, out)?;
            if args.features {
                for case in &cases {
                    writeln!(out, "{}", features(&golds, case))?;
                }
            }
            if args.mistakes {
                for case in mistakes(&cases) {
                    mistake(&golds, case, out)?;
                }
            }
            Ok(())
        })?,
    }
    Ok(Outcome::Done)
}

/// Lets the model revise the rows, chart by chart.
fn revise(cases: &mut [Case], golds: &[Gold], model: &Model) -> Result<()> {
    for cases in cases.chunk_by_mut(|one, other| one.chart == other.chart) {
        let gold = &golds[cases[0].chart];
        let mut rows: Vec<Row> = cases.iter().map(|case| case.row.clone()).collect();
        model.revise(&mut rows, &gold.patent, &gold.listing)?;
        for ((case, row), label) in cases.iter_mut().zip(rows).zip(&gold.labels) {
            case.rank = eval::rank(gold, label, &row);
            case.row = row;
        }
    }
    Ok(())
}

/// The commit of the working folder, where it is one of git.
fn commit() -> Option<String> {
    let output =
        Command::new("git").args(["rev-parse", "--short", "HEAD"]).stdin(Stdio::null()).stderr(Stdio::null()).output();
    let said = String::from_utf8(output.ok().filter(|output| output.status.success())?.stdout).ok()?;
    let said = said.trim();
    (!said.is_empty() && said.chars().all(|c| c.is_ascii_hexdigit())).then(|| said.to_owned())
}

fn json_form(
    args: &EvalArgs,
    evaluation: &Evaluation,
    golds: &[Gold],
    cases: &[Case],
    model: Option<&Model>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut document = serde_json::to_value(evaluation)?;
    if let Some(model) = model {
        document["model"] = model.name().into();
    }
    if args.features {
        document["features"] = cases.iter().map(|case| features(golds, case)).collect();
    }
    if args.mistakes {
        let one = |case: &Case| {
            json!({
                "chart": golds[case.chart].id, "patent": golds[case.chart].patent.number, "gold": case.gold,
                "row": case.row,
            })
        };
        document["mistakes"] = mistakes(cases).into_iter().map(one).collect();
    }
    write_rounded(out, &document)?;
    out.write_all(b"\n")
}

fn features(golds: &[Gold], case: &Case) -> Value {
    let gold = &golds[case.chart];
    json!({
        "chart": gold.id, "patent": gold.patent.number, "label": case.row.label, "gold": case.gold,
        "said": case.row.support, "rank": case.rank.filter(|_| case.quoted), "features": case.features,
    })
}

/// The elements on which program and readers differ, the worst first: a wrong `found` or `contradicted` before a wrong
/// `weak` or `missing`, and of these the surest.
fn mistakes(cases: &[Case]) -> Vec<&Case> {
    let mut wrong: Vec<&Case> = cases.iter().filter(|case| case.gold != case.row.support).collect();
    let mild = |case: &Case| matches!(case.row.support, Support::Weak | Support::Missing);
    wrong.sort_by(|a, b| mild(a).cmp(&mild(b)).then(b.row.confidence.total_cmp(&a.row.confidence)));
    wrong
}

fn mistake(golds: &[Gold], case: &Case, out: &mut dyn Write) -> io::Result<()> {
    let gold = &golds[case.chart];
    writeln!(
        out,
        "\n{} {}: {}, said {} ({:.2}) | {} {}",
        neutralise(&gold.id),
        neutralise(&gold.patent.number),
        case.gold.word(),
        case.row.support.word(),
        case.row.confidence,
        case.row.label,
        neutralise(&case.row.text)
    )?;
    let mut cite = |sign: char, evidence: &Evidence| {
        let (field, quote) = (neutralise(&evidence.field), neutralise(&evidence.quote));
        writeln!(out, "   {sign} {:.2} {field}: {quote} {:?}", evidence.score, evidence.because)
    };
    case.row.evidence.iter().try_for_each(|evidence| cite('+', evidence))?;
    case.row.against.iter().try_for_each(|evidence| cite('-', evidence))?;
    writeln!(out, "   missing {:?}", case.row.missing)
}

/// The figure, with its interval; a null as a dash and why.
fn shown(figure: &Figure) -> String {
    match (figure.value, figure.low.zip(figure.high)) {
        (Some(value), Some((low, high))) => format!("{value:.3} [{low:.3}, {high:.3}]"),
        (Some(value), None) => format!("{value:.3}"),
        (None, _) => format!("- ({})", figure.why.unwrap_or("nothing to measure")),
    }
}

fn table(evaluation: &Evaluation, out: &mut dyn Write) -> io::Result<()> {
    let e = evaluation;
    let commit = e.commit.as_ref().map_or(String::new(), |commit| format!(", commit {commit}"));
    writeln!(out, "readson {}{commit}", env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "{}: {} charts, {} elements, {} patents", e.gold, e.charts, e.elements, e.patents)?;
    writeln!(out, "{}", e.note.replace("; ", ";\n"))?;
    writeln!(out, "in brackets: 95 % intervals over {} resamples of patents, seed {}", e.resamples, e.seed)?;
    writeln!(out, "\nmacro-F1 {}", shown(&e.macro_f1))?;
    writeln!(out, "\n{:<13}{:<22}{:<22}{:<22} gold said right", "", "precision", "recall", "F1")?;
    for class in &e.classes {
        let word = class.class.word();
        let [precision, recall, f1] = [&class.precision, &class.recall, &class.f1].map(shown);
        writeln!(
            out,
            "{word:<13}{precision:<22}{recall:<22}{f1:<22}{:>5}{:>5}{:>6}",
            class.gold, class.said, class.right
        )?;
    }
    writeln!(out, "\n{:<13}{}", "gold \\ said", CLASSES.map(|class| format!("{:>13}", class.word())).concat())?;
    for class in CLASSES {
        let counts = e.confusion.0[class as usize].map(|count| format!("{count:>13}"));
        writeln!(out, "{:<13}{}", class.word(), counts.concat())?;
    }
    writeln!(out, "\nevidence, {} elements with quotes", e.quoted)?;
    writeln!(out, "{:<37}{}", "  recall@1", shown(&e.evidence_recall_1))?;
    writeln!(out, "{:<37}{}", "  recall@3", shown(&e.evidence_recall_3))?;
    writeln!(out, "claims")?;
    for claims in &e.claims {
        let word = match claims.standing {
            Standing::AllFound => "all-found",
            Standing::Open => "open",
            Standing::Contradicted => "contradicted",
        };
        let name = format!("  precision of {word}");
        let counts = format!("{} said, {} right, {} so by gold", claims.said, claims.right, claims.gold);
        writeln!(out, "{name:<37}{:<28}{counts}", shown(&claims.precision))?;
    }
    writeln!(out, "confidence")?;
    writeln!(out, "{:<37}{}", "  calibration error (ECE, 10 bins)", shown(&e.calibration_error))?;
    writeln!(out, "{:<37}{}", "  Brier score", shown(&e.brier))?;
    writeln!(out, "precision at recall")?;
    for point in &e.points {
        let name = format!("  {} at {:.1}", point.class.word(), point.recall);
        writeln!(out, "{name:<37}{}", shown(&point.precision))?;
    }
    writeln!(out, "\n{:<18}{:>8}  {:<24}macro-F1", "phenomenon", "elements", "accuracy")?;
    for phenomenon in &e.phenomena {
        let [accuracy, macro_f1] = [&phenomenon.accuracy, &phenomenon.macro_f1].map(shown);
        writeln!(out, "{:<18}{:>8}  {accuracy:<24}{macro_f1}", neutralise(&phenomenon.name), phenomenon.elements)?;
    }
    if !e.sets.is_empty() {
        let heads = ["elements", "macro-F1", "precision of found", "recall of found", "recall of contradicted"];
        let [elements, macro_f1, precision, recall, contradicted] = heads;
        writeln!(out, "\n{:<5}{elements:>9}  {macro_f1:<22}{precision:<22}{recall:<22}{contradicted}", "set")?;
        for set in &e.sets {
            let [macro_f1, precision, recall, contradicted] =
                [&set.macro_f1, &set.found_precision, &set.found_recall, &set.contradicted_recall].map(shown);
            let (name, elements) = (neutralise(&set.name), set.elements);
            writeln!(out, "{name:<5}{elements:>9}  {macro_f1:<22}{precision:<22}{recall:<22}{contradicted}")?;
        }
    }
    writeln!(out, "\n{:<26}{:<24}{:<30}macro-F1 of all minus it", "baseline", "macro-F1", "precision of found")?;
    for beside in &e.baselines {
        let [macro_f1, precision, difference] =
            [&beside.macro_f1, &beside.found_precision, &beside.difference].map(shown);
        writeln!(out, "{:<26}{macro_f1:<24}{precision:<30}{difference}", beside.name.name())?;
    }
    if !e.ablations.is_empty() {
        let heads = ["without", "macro-F1", "precision of found", "macro-F1 of all minus it"];
        let [without, macro_f1, precision, difference] = heads;
        writeln!(out, "\n{without:<26}{macro_f1:<24}{precision:<30}{difference:<26} other labels")?;
        writeln!(out, "(each part left out alone, thresholds as they are)")?;
    }
    for part in &e.ablations {
        let [macro_f1, precision, difference] = [&part.macro_f1, &part.found_precision, &part.difference].map(shown);
        writeln!(out, "{:<26}{macro_f1:<24}{precision:<30}{difference:<26}{:>13}", part.without, part.changed)?;
    }
    Ok(())
}
