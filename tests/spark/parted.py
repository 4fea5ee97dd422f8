"""Holds that rows with the same value go to one process, also behind a join by that column. Run by a Python that has pyspark.

Spark takes such rows for parted already, and drops another exchange by the same column. When it then sees that one side of the
join is small, it reads the other side where it lies, and the rows are not parted any more.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "spark"))

import wirecopy_spark
from pyspark.sql import SparkSession
from pyspark.sql import functions as f

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

PARTITIONS = 4


def with_process(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Each key with the number of the process that got it."""
    import pyarrow as pa
    from pyspark import TaskContext

    process = TaskContext.get().partitionId()
    for batch in batches:
        yield pa.RecordBatch.from_arrays([batch.column(0), pa.array([process] * len(batch), pa.int32())], ["key", "process"])


def main() -> None:
    wirecopy_spark.COLUMNS["test"] = ("key int", "key int, process int")
    wirecopy_spark.work_of = lambda stage, job: with_process
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = SparkSession.builder.master("local[2]").config("spark.sql.shuffle.partitions", PARTITIONS).getOrCreate()
    # That one side is small enough to be sent to all is only seen when it was made.
    spark.conf.set("spark.sql.autoBroadcastJoinThreshold", "1MB")
    spark.conf.set("spark.sql.adaptive.coalescePartitions.enabled", False)
    rows = spark.range(400_000).select((f.col("id") % 500).cast("int").alias("key")).repartition(8)
    repeated = rows.groupBy("key").count().where("count > 1").select("key")
    run = wirecopy_spark.Run(spark, {"partitions": PARTITIONS, "stages": "none", "fingerprint": "none"})
    processes = defaultdict(set)
    for key, process in run.work("test", rows.join(repeated, "key", "left_semi"), "key").collect():
        processes[key].add(process)
    spark.stop()
    assert len(processes) == 500, len(processes)
    assert len({process for got in processes.values() for process in got}) > 1, "everything went to one process"
    several = [key for key, got in processes.items() if len(got) > 1]
    assert not several, f"{len(several)} keys went to several processes"


if __name__ == "__main__":
    main()
