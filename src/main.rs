//! The command line.
#![allow(clippy::print_stdout)]
use readson::chart::Support;
use readson::eval;
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let golds = eval::gold::read(std::io::BufReader::new(std::fs::File::open(&path).unwrap()), &path).unwrap();
    let cases = eval::run(&golds);
    let all = [Support::Found, Support::Weak, Support::Missing, Support::Contradicted];
    let mut m = [[0usize; 4]; 4];
    for c in &cases {
        m[c.gold as usize][c.row.support as usize] += 1;
    }
    println!("gold\\pred F W M C");
    let mut f1s = 0.0;
    for g in 0..4 {
        println!("{:?} {:?}", all[g], m[g]);
    }
    for k in 0..4 {
        let tp = m[k][k] as f64;
        let p: usize = (0..4).map(|g| m[g][k]).sum();
        let r: usize = m[k].iter().sum();
        let (pp, rr) = (tp / (p.max(1) as f64), tp / (r.max(1) as f64));
        let f1 = if tp > 0.0 { 2.0 * pp * rr / (pp + rr) } else { 0.0 };
        f1s += f1;
        println!("{:?}: P {pp:.3} R {rr:.3} F1 {f1:.3}", all[k]);
    }
    println!("macro-F1 {:.3}", f1s / 4.0);
    let q: Vec<_> = cases.iter().filter(|c| c.quoted).collect();
    for k in [1, 3] {
        println!(
            "evidence recall@{k} {:.3}",
            q.iter().filter(|c| c.rank.is_some_and(|r| r < k)).count() as f64 / q.len() as f64
        );
    }
    if std::env::var("V").is_ok() {
        for c in &cases {
            if c.gold != c.row.support {
                println!(
                    "\n{} gold {:?} pred {:?} | {} {}",
                    golds[c.chart].id, c.gold, c.row.support, c.row.label, c.row.text
                );
                for e in c.row.evidence.iter() {
                    println!("   + {:.2} {}: {} {:?}", e.score, e.field, e.quote, e.because);
                }
                for e in c.row.against.iter() {
                    println!("   - {:.2} {}: {} {:?}", e.score, e.field, e.quote, e.because);
                }
                println!("   missing {:?}", c.row.missing);
            }
        }
    }
}
