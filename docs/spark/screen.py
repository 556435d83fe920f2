"""Screens a crawl on Apache Spark: one SQL statement over the filter `readson screen`.

    spark-submit --files readson,portfolio.idx screen.py SOURCE OUT

SOURCE is a folder or pattern of JSON lines or of Parquet (by its name); OUT must not be there. The files named by
--files lie in the working directory of every executor. Ends with an error when a row was lost.
"""

import os
import sys

from pyspark.sql import SparkSession

# What each task runs. One thread: the engine owns the cores.
FILTER = os.environ.get("READSON_FILTER", "./readson screen -q --stdin --threads 1 --summary --index ./portfolio.idx")

# JSON lines go through as they are. Columns go through to_json, which escapes tabs and line breaks and leaves NULLs out.
LINES = "SELECT TRANSFORM(value) USING '{filter}' AS (value STRING) FROM source"
COLUMNS = "SELECT TRANSFORM(to_json(struct(*))) USING '{filter}' AS (value STRING) FROM source"


def main(source, out):
    spark = SparkSession.builder.appName("readson").getOrCreate()
    is_parquet = source.rstrip("/").endswith(".parquet")
    rows = spark.read.parquet(source) if is_parquet else spark.read.text(source)
    rows.createOrReplaceTempView("source")
    statement = (COLUMNS if is_parquet else LINES).format(filter=FILTER)
    spark.sql(statement).write.mode("errorifexists").text(out)

    # Each task's last line says how many records it read: together as many as there are.
    written = spark.read.text(out).createOrReplaceTempView("written") or spark.table("written")
    summaries = written.where("value LIKE '%\"readson.screen-summary/1\"%'")
    read = summaries.selectExpr("sum(get_json_object(value, '$.summary.read')) AS n").first()["n"] or 0
    there = rows.where("trim(value) <> ''").count() if not is_parquet else rows.count()
    spark.stop()
    if int(read) != there:
        sys.exit(f"{there} records are there and {int(read)} were read")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
