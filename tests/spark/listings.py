"""Prints so many listings as JSON lines: made up, with tabs, line breaks, quotes and letters of all kinds, and some
records that are none."""

import json
import sys

KINDS = [
    ("Insulated tumbler with hinged lid", "Vessel of stainless steel.\nThe lid is mounted on a collar by a hinge pin."),
    ("Foldable phone stand", "A stand with a base,\tan arm pivoted to the base and a \"silicone\" pad."),
    ("LED dog collar", "Cordless collar with a flexible light tube, a battery and a USB-C port \U0001f436 \\N \\t."),
    ("Cotton beach towel", "Soft towel, woven in stripes, quick to dry. 毛巾"),
    ("Pruning shears", "Garden pruner with two blades, a spring and a lock for the handles."),
]

for at in range(int(sys.argv[1])):
    if at % 5000 == 4999:
        print('{"id": "broken", "title": ' + str(at))
        continue
    title, description = KINDS[at % len(KINDS)]
    record = {"id": f"L{at:06}", "title": f"{title} model {at}", "description": description, "brand": None}
    record["attributes"] = [{"name": "Capacity", "value": f"{300 + at % 400} ml"}]
    print(json.dumps(record, ensure_ascii=at % 2 == 0))
