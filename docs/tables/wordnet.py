"""Writes wordnet.txt: stem<TAB>stems of its synonyms in WordNet 3.0, parted by spaces.

Usage: wordnet.py WORDNET_DIR OUT_DIR   (needs snowballstemmer; WORDNET_DIR holds index.* and data.*, Debian wordnet-base)
Single words only, the two most frequent senses of each, and only words of vectors.txt, so that rare lemmas stay out.
"""
import collections, re, sys
import snowballstemmer

stem = snowballstemmer.stemmer("english").stemWord
wordnet, out = sys.argv[1:3]
known = {line.split("\t")[0] for line in open(f"{out}/vectors.txt")}
spelling = dict(line.rstrip("\n").split("\t") for line in open(f"{out}/spelling.txt"))
found = collections.defaultdict(set)
for pos in ("noun", "verb", "adj", "adv"):
    synsets = {}
    for line in open(f"{wordnet}/data.{pos}", encoding="latin-1"):
        if line.startswith(" "):
            continue
        fields = line.split()
        count = int(fields[3], 16)
        synsets[fields[0]] = [re.sub(r"\(\w+\)$", "", fields[4 + 2 * i]).lower() for i in range(count)]
    for line in open(f"{wordnet}/index.{pos}", encoding="latin-1"):
        if line.startswith(" "):
            continue
        fields = line.split()
        lemma, senses, tagged = fields[0], int(fields[2]), int(fields[-int(fields[2]) - 1])
        if not re.fullmatch(r"[a-z]{3,20}", lemma) or tagged == 0:
            continue
        own = stem(spelling.get(lemma, lemma))
        for offset in fields[-senses:][:2]:
            for other in synsets[offset]:
                if re.fullmatch(r"[a-z]{3,20}", other):
                    other = stem(spelling.get(other, other))
                    if other != own and own in known and other in known:
                        found[own].add(other)
with open(f"{out}/wordnet.txt", "w") as file:
    for key in sorted(found):
        file.write(f"{key}\t{' '.join(sorted(found[key]))}\n")
print(len(found), sum(map(len, found.values())))
