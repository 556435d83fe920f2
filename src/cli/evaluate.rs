//! `readson eval`.

use std::fs::File;
use std::io::BufReader;

use anyhow::{Context as _, Result};

use super::EvalArgs;
use super::output::{self, Outcome};
use crate::chart::Support;
use crate::eval;
use crate::render::support_word;

pub fn run(args: &EvalArgs) -> Result<Outcome> {
    let name = crate::source::display_name(&args.gold);
    let file = File::open(&args.gold).with_context(|| format!("cannot open {name}"))?;
    let golds = eval::gold::read(BufReader::new(file), &name)?;
    let cases = eval::run(&golds);
    output::stdout(|out| {
        let all = [Support::Found, Support::Weak, Support::Missing, Support::Contradicted];
        let mut m = [[0usize; 4]; 4];
        for c in &cases {
            m[c.gold as usize][c.row.support as usize] += 1;
        }
        let mut sum = 0.0;
        for k in 0..4 {
            let (tp, p, r) = (m[k][k] as f64, (0..4).map(|g| m[g][k]).sum::<usize>(), m[k].iter().sum::<usize>());
            let (pp, rr) = (tp / p.max(1) as f64, tp / r.max(1) as f64);
            let f1 = if tp > 0.0 { 2.0 * pp * rr / (pp + rr) } else { 0.0 };
            sum += f1;
            writeln!(out, "{:<13} P {pp:.3} R {rr:.3} F1 {f1:.3}   said {:?}", support_word(all[k]), m[k])?;
        }
        writeln!(out, "macro-F1 {:.3}", sum / 4.0)?;
        let quoted: Vec<_> = cases.iter().filter(|c| c.quoted).collect();
        for k in [1, 3] {
            let hit = quoted.iter().filter(|c| c.rank.is_some_and(|r| r < k)).count();
            writeln!(out, "evidence recall@{k} {:.3}", hit as f64 / quoted.len().max(1) as f64)?;
        }
        if args.features {
            for c in &cases {
                let line = serde_json::json!({"chart": golds[c.chart].id, "patent": golds[c.chart].patent.number, "label": c.row.label, "gold": c.gold, "said": c.row.support, "features": c.features});
                writeln!(out, "{line}")?;
            }
        }
        if args.mistakes {
            for c in cases.iter().filter(|c| c.gold != c.row.support) {
                writeln!(
                    out,
                    "\n{} gold {:?} pred {:?} | {} {}",
                    golds[c.chart].id, c.gold, c.row.support, c.row.label, c.row.text
                )?;
                for e in &c.row.evidence {
                    writeln!(out, "   + {:.2} {}: {} {:?}", e.score, e.field, e.quote, e.because)?;
                }
                for e in &c.row.against {
                    writeln!(out, "   - {:.2} {}: {} {:?}", e.score, e.field, e.quote, e.because)?;
                }
                writeln!(out, "   missing {:?}", c.row.missing)?;
            }
        }
        Ok(())
    })?;
    Ok(Outcome::Done)
}
