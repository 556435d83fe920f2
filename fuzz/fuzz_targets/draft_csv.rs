#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| readson_fuzz::run("draft_csv", data));
