"""Writes the records of JSON lines as Parquet, those that are none left out."""

import sys

from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
schema = (
    "id string, title string, description string, brand string, attributes array<struct<name: string, value: string>>, bad string"
)
rows = spark.read.schema(schema).option("columnNameOfCorruptRecord", "bad").json(sys.argv[1]).cache()
rows.where("bad IS NULL").drop("bad").repartition(6).write.parquet(sys.argv[2])
