#![allow(clippy::all, missing_docs)]
use readson::eval;
use readson::pair::*;
fn main() {
    let golds = eval::gold::read(
        std::io::BufReader::new(std::fs::File::open("../shared/data/gold/development.jsonl").unwrap()),
        "g",
    )
    .unwrap();
    let list: Vec<(&str, fn(&mut Parts))> = vec![("all", |_| {})];
    for (name, f) in list {
        let mut parts = Parts::default();
        f(&mut parts);
        let mut m = [[0usize; 4]; 4];
        let (mut r1, mut r3, mut q) = (0, 0, 0);
        for gold in &golds {
            let ps = std::slice::from_ref(&gold.patent);
            let matcher = Matcher::compile_with(ps, &Selection::All, parts);
            let text = matcher.reader().read(&gold.listing);
            let chart = matcher.chart(ps, 0, &gold.listing, &text);
            for (l, r) in gold.labels.iter().zip(&chart.rows) {
                m[l.support as usize][r.support as usize] += 1;
                if !l.quotes.is_empty() {
                    q += 1;
                    let rank = eval::rank(gold, l, r);
                    if rank.is_some_and(|x| x < 1) {
                        r1 += 1;
                    }
                    if rank.is_some_and(|x| x < 3) {
                        r3 += 1;
                    }
                }
            }
        }
        let mut f1s = vec![];
        let mut out = String::new();
        for k in 0..4 {
            let tp = m[k][k] as f64;
            let p: usize = (0..4).map(|g| m[g][k]).sum();
            let r: usize = m[k].iter().sum();
            let (pp, rr) = (tp / p.max(1) as f64, tp / r.max(1) as f64);
            let f = if tp > 0.0 { 2.0 * pp * rr / (pp + rr) } else { 0.0 };
            f1s.push(f);
            out += &format!(" {pp:.2}/{rr:.2}={f:.3}");
        }
        println!(
            "{name:12} macro {:.3} ev {:.3} {:.3} |{out}",
            f1s.iter().sum::<f64>() / 4.0,
            r1 as f64 / q as f64,
            r3 as f64 / q as f64
        );
    }
}
