//! t
use pairwell_cli::orders::*;
fn main() {
    let t = std::time::Instant::now();
    let a: Vec<String> = std::env::args().skip(1).collect();
    let (o, r) = read(&a, &ReadOptions::default(), &Quiet).unwrap();
    println!("{r}\n{} s", t.elapsed().as_secs_f32());
    let s = std::fs::read_to_string("/proc/self/status").unwrap();
    for l in s.lines().filter(|l| l.starts_with("VmHWM")) {
        println!("{l}");
    }
    drop(o);
}
