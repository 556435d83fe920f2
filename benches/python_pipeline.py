"""The same pairs as `cargo bench`, by bm25s and rapidfuzz: index the passages, retrieve three for each element, score
them by token_set_ratio.

    READSON_PAIRS=pairs.jsonl cargo bench
    pip install bm25s rapidfuzz && python3 benches/python_pipeline.py pairs.jsonl

Not the same work: this ranks passages by words; readson also reads polarity, quantities and exclusive values, decides,
and writes the reasons. Run both on one machine, one after the other, and compare the ratio.
"""

import json
import re
import statistics
import sys
import time

import bm25s
from rapidfuzz import fuzz, process

WORD = re.compile(r"[a-z0-9]+")


def chart(pair):
    passages = pair["passages"]
    retriever = bm25s.BM25()
    retriever.index([WORD.findall(passage.lower()) for passage in passages], show_progress=False)
    queries = [WORD.findall(element.lower()) or ["-"] for element in pair["elements"]]
    found, _ = retriever.retrieve(queries, k=min(3, len(passages)), show_progress=False)
    rows = []
    for element, indices in zip(pair["elements"], found):
        best = process.extractOne(element, [passages[i] for i in indices], scorer=fuzz.token_set_ratio)
        rows.append(best)
    return rows


def main(path):
    pairs = [json.loads(line) for line in open(path, encoding="utf-8")]
    chart(pairs[0])
    times = []
    for pair in pairs:
        start = time.perf_counter()
        chart(pair)
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    print(f"python  cold, {len(times)} pairs: median {statistics.median(times):.3f} ms, p99 {times[len(times) * 99 // 100]:.3f} ms")


main(sys.argv[1])
