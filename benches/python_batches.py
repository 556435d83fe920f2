"""The work of `cargo bench --bench batches` with bm25s and rapidfuzz: for each listing the 20 best patents by BM25, then each
element of these against the listing's sentences by token-set ratio. Needs `pip install bm25s rapidfuzz`.

    READSON_BATCH_FILES=DIR cargo bench --bench batches; python benches/python_batches.py DIR [SIZE...]
"""

import json
import re
import sys
import time

import bm25s
from rapidfuzz import fuzz, process

folder, sizes = sys.argv[1], [int(size) for size in sys.argv[2:]] or [100, 1000, 10000]
listings = [json.loads(line)["text"] for line in open(f"{folder}/listings.jsonl")]
for size in sizes:
    patents = [json.loads(line)["elements"] for line in open(f"{folder}/patents-{size}.jsonl")]
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize([" ".join(elements) for elements in patents], show_progress=False), show_progress=False)
    some = listings[:: max(1, len(listings) // 400)]
    start = time.perf_counter()
    for text in some:
        words = bm25s.tokenize([text], show_progress=False)
        found, _ = retriever.retrieve(words, k=min(20, size), show_progress=False, n_threads=1)
        sentences = [part for part in re.split(r"[\n.!?;]+", text) if part.strip()]
        for patent in found[0]:
            process.cdist(patents[patent], sentences, scorer=fuzz.token_set_ratio, workers=1)
    rate = len(some) / (time.perf_counter() - start)
    print(f"{size} patents: {rate:.0f} listings a second with bm25s and rapidfuzz, one thread, 20 candidates each")
