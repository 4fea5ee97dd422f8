"""Runs the stages of `wirecopy cluster --engine spark` on Apache Spark, or on Sail, which runs the same scripts without a JVM.

    spark-submit wirecopy_spark.py JOB        where JOB is the job.json that wirecopy cluster wrote

Spark moves rows, and the program, started once for each partition, does the work: see docs/spark.md. Each stage is written as
Parquet files, counted and marked as done; a run that was killed goes on behind the last finished stage.

It prints a line of JSON for each stage, and one with the key `error` if it fails.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

    Work = Callable[[Iterable["pa.RecordBatch"]], Iterator["pa.RecordBatch"]]

# The columns that each stage of the program gets and gives. `docs/spark.md` says what is in them.
ARTICLE = "row binary, outlet string"
COLUMNS = {
    "sign": (
        "task string",
        "key string, body bigint, record bigint, file int, place bigint, row binary, outlet string, version string, "
        "headline string, words int, stream bigint, minima binary, profile binary, facts string",
    ),
    "names": (
        "key string, body bigint, record bigint, row binary",
        "file int, place bigint, key string, name string, row binary",
    ),
    "placeholders": (f"number int, {ARTICLE}, headline string, placeholder int", "number int"),
    "texts": (f"number int, {ARTICLE}, headline string, placeholder int", "number int, first int, placeholder int"),
    "keys": ("number int, minima binary", "minimum bigint, number int"),
    "buckets": ("minimum bigint, number int", "low int, high int"),
    "estimate": ("label int, number int, other int, minima binary", "low int, high int"),
    "measure": (
        "label int, number int, other int, profile binary",
        "low int, high int, shared int, of_low int, of_high int, score int",
    ),
    "components": ("low int, high int", "low int, high int"),
    "group": (
        f"root int, kind int, number int, other int, {ARTICLE}, profile binary, shared int, of_low int, of_high int, score int",
        "stored binary",
    ),
}

# What a row of the stage group is.
ARTICLE_ROW, PROFILE_ROW, PAIR_ROW = 0, 1, 2

# Articles, or pairs by their first articles, that are fetched at a time for the tables.
FETCHED_AT_ONCE = 1 << 19

# Articles that are numbered by one process, at most ranges of them, and keys that are looked at for the bounds of each range.
NUMBERED_AT_ONCE = 1 << 16
MOST_RANGES = 256
KEYS_FOR_A_RANGE = 32


# The servers that this process runs: they stop when nothing refers to them.
SERVERS: list[Any] = []


class RunError(Exception):
    """What a person must be told, in one sentence."""


def columns_of(schema: str) -> list[tuple[str, str]]:
    """The names and types of a schema."""
    pairs = [column.split() for column in schema.split(", ")]
    return [(name, kind) for name, kind in pairs]


def work_of(stage: str, job: dict[str, Any]) -> Work:
    """The function that Spark calls for each partition of a stage: it starts the program, which does the work."""
    asked, (gets, _) = json.dumps(job["work"]), COLUMNS[stage]
    columns, program = columns_of(gets), job["program"]

    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa
        import pyarrow.ipc

        types = {"int": pa.int32(), "bigint": pa.int64(), "string": pa.string(), "binary": pa.binary()}
        schema = pa.schema([(name, types[kind]) for name, kind in columns])
        filled = (batch for batch in batches if batch.num_rows)
        first = next(filled, None)
        if first is None:
            return

        def feed() -> None:
            try:
                assert process.stdin is not None  # noqa: S101 - it was asked for
                with process.stdin as pipe:
                    pipe.write(asked.encode() + b"\n")
                    with pa.ipc.new_stream(pipe, schema) as stream:
                        batch = first
                        while batch is not None:
                            stream.write_table(pa.Table.from_batches([batch]).select(schema.names).cast(schema))
                            batch = next(filled, None)
            except BrokenPipeError:
                pass  # The program says why it ended.
            except BaseException as error:
                failures.append(error)
                process.kill()

        failures: list[BaseException] = []
        with tempfile.TemporaryFile() as said:
            command = [found(program), "--no-config", "--threads", "1", "worker", stage]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said)
            feeder = threading.Thread(target=feed, daemon=True)
            feeder.start()
            problem: Exception | None = None
            try:
                with pa.ipc.open_stream(process.stdout) as stream:
                    yield from stream
            except (pa.ArrowInvalid, OSError) as error:
                problem = error
            finally:
                # Spark may have had enough, or ends this task.
                if process.poll() is None and problem is None and sys.exc_info()[0] is not None:
                    process.kill()
            code = process.wait()
            feeder.join()
            if failures:
                raise failures[0]
            if code != 0 or problem is not None:
                said.seek(0)
                words = said.read().decode(errors="replace").strip()[-4000:]
                ended = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
                raise RuntimeError(f"wirecopy worker {stage} {ended}: {words or problem or 'it said nothing'}")

    return work


def found(program: str) -> str:
    """The program on this machine: the one that was shipped, or else the one at the path that the driver knows."""
    try:
        from pyspark import SparkFiles

        shipped = Path(SparkFiles.get(Path(program).name))
        if shipped.is_file():
            return str(shipped)
    except Exception:  # noqa: S110 - Sail ships no files; all engines have other errors for that
        pass
    if os.access(program, os.X_OK):
        return program
    raise RuntimeError(f"{program}: this worker has no such program, and none was shipped")


class Run:
    """The stages of a run, in a folder that all machines can use."""

    def __init__(self, spark: SparkSession, job: dict[str, Any]) -> None:
        self.spark = spark
        self.job = job
        self.partitions: int = job["partitions"]
        self.folder = f"{job['stages'].rstrip('/')}/{job['fingerprint']}"
        self.facts: dict[str, dict[str, Any]] = {}

    def work(self, stage: str, rows: DataFrame, by: str | None) -> DataFrame:
        """The rows that the program gives for these rows. Those with the same value in the column `by` go to one process."""
        from pyspark.sql import functions as f

        gets, gives = COLUMNS[stage]
        if by is not None:
            # Not by the column itself: behind a join by it Spark takes its rows for parted already, and then may read them as they
            # came before the join.
            rows = rows.repartition(self.partitions, f.concat(f.col(by).cast("string"), f.lit(".")))
        return rows.select(*[name for name, _ in columns_of(gets)]).mapInArrow(work_of(stage, self.job), gives)

    def stage(
        self, name: str, make: Callable[[], DataFrame], more: Callable[[DataFrame], dict[str, Any]] | None = None
    ) -> DataFrame:
        """The rows of a stage: of an earlier run if it finished, or else they are made and written. `more` is kept with them."""
        begun = time.monotonic()
        place, mark = f"{self.folder}/{name}", f"{self.folder}/{name}.done"
        facts = self.mark(mark)
        was_done = facts is not None
        if facts is None:
            rows = make()
            rows.write.mode("overwrite").parquet(place)
            written = self.spark.read.schema(rows.schema).parquet(place)
            facts = {"rows": written.count(), "schema": json.loads(rows.schema.json()), **(more(written) if more else {})}
            marked = self.spark.createDataFrame([(json.dumps(facts),)], "facts string")
            marked.write.mode("overwrite").parquet(mark)
        self.facts[name] = facts
        say(stage=name, rows=facts["rows"], seconds=round(time.monotonic() - begun, 2), was_done=was_done)
        return self.spark.read.schema(schema_of(facts["schema"])).parquet(place)

    def mark(self, mark: str) -> dict[str, Any] | None:
        """What is known of a finished stage."""
        try:
            rows = self.spark.read.schema("facts string").parquet(mark).collect()
        except Exception:  # Engines and storages have different errors for what is not there.
            return None
        facts: dict[str, Any] | None = json.loads(rows[0][0]) if rows else None
        return facts

    def all(self) -> None:
        """Runs all stages, and fetches what the tables need."""
        signed = self.signed()
        articles = self.numbered(signed)
        texts = self.texts(articles)
        compared = self.compared(articles, texts)
        measured = self.measured(compared, signed)
        groups = self.groups(articles, texts, compared, signed, measured)
        self.fetch("tasks", signed.where("facts is not null").select("facts"))
        self.fetch("articles", articles.select("number", "name", "row", "outlet", "version"), by="number")
        self.fetch("texts", texts)
        self.fetch("measured", measured, by="low", then="high")
        self.fetch("groups", groups)

    def signed(self) -> DataFrame:
        """Reads, cleans and signs the articles."""
        tasks = [(json.dumps(task),) for task in self.job["tasks"]]

        def make() -> DataFrame:
            rows = self.spark.createDataFrame(tasks, "task string").repartition(min(len(tasks), 4 * self.partitions))
            return self.work("sign", rows, None)

        return self.stage("signed", make)

    def numbered(self, signed: DataFrame) -> DataFrame:
        """Numbers the articles in the order of their keys."""
        from pyspark.sql import Window
        from pyspark.sql import functions as f

        read = signed.where("key is not null")
        columns = ["file", "place", "row", "outlet", "version", "headline", "words", "stream"]

        def shared() -> DataFrame:
            keys = read.groupBy("key").count().where("count > 1").select(base("key").alias("base")).distinct()
            among = read.select("key", "body", "record", "row", base("key").alias("base")).join(keys, "base", "left_semi")
            # By the key without `#2`: a new name may be another article's key.
            return self.work("names", among, "base")

        def base(key: str) -> Any:
            return f.regexp_replace(key, "#[#0-9]*$", "")

        names = self.stage("names", shared)
        if self.facts["names"]["rows"]:
            self.fetch("names", names.select("key", "name", "row"))

        def sorted_by_name() -> DataFrame:
            named = read.select(f.col("key").alias("name"), *columns)
            if self.facts["names"]["rows"]:
                other = names.select("file", "place", f.col("name").alias("other"), f.lit(1).alias("is_shared"))
                named = read.select("key", *columns).join(other, ["file", "place"], "left")
                named = named.where("is_shared is null or other is not null")
                named = named.select(f.coalesce("other", "key").alias("name"), *columns)
            # Not by monotonically_increasing_id behind a sort: Sail numbers the rows before it sorts them.
            named = named.withColumn("part", self.range_of("name", named))
            in_order = Window.partitionBy("part").orderBy("name")
            return named.withColumn("at", f.row_number().over(in_order).cast("int"))

        def rows_of_parts(rows: DataFrame) -> dict[str, Any]:
            return {"parts": sorted([row[0], row[1]] for row in rows.groupBy("part").count().collect())}

        rows = self.stage("sorted", sorted_by_name, rows_of_parts)
        before, starts = 0, []
        for part, count in self.facts["sorted"]["parts"]:
            starts.append((part, before - 1))
            before += count
        begins = self.spark.createDataFrame(starts, "part int, start int")
        return rows.join(begins, "part").withColumn("number", f.col("at") + f.col("start"))

    def range_of(self, key: str, rows: DataFrame) -> Any:
        """The number of the range that a key is in: ranges have about as many rows each, and follow one another."""
        from pyspark.sql import functions as f

        count = rows.count()
        ranges = min(MOST_RANGES, -(-count // NUMBERED_AT_ONCE))
        if ranges < 2:
            return f.lit(0)
        looked_at = rows.select(key).sample(min(1.0, ranges * KEYS_FOR_A_RANGE / count), seed=1).collect()
        keys = sorted(row[0] for row in looked_at)
        bounds = sorted({keys[len(keys) * number // ranges] for number in range(1, ranges)})

        def within(first: int, last: int) -> Any:
            if first == last:
                return f.lit(first)
            middle = (first + last) // 2
            return f.when(f.col(key) < bounds[middle], within(first, middle)).otherwise(within(middle + 1, last))

        return within(0, len(bounds))

    def texts(self, articles: DataFrame) -> DataFrame:
        """Finds articles with equal texts, and texts that are no story."""
        from pyspark.sql import functions as f

        def make() -> DataFrame:
            worded = articles.where("words > 0").select("number", "row", "outlet", "headline", "stream")
            streams = worded.groupBy("stream").count().where("count > 1").select("stream")
            repeated = worded.join(streams, "stream", "left_semi").withColumn("placeholder", f.lit(0))
            of_outlet = repeated.where("outlet is not null and headline is not null")
            several = of_outlet.groupBy("stream", "outlet").count().where("count > 1").select("stream", "outlet")
            of_outlet = of_outlet.join(several, ["stream", "outlet"], "left_semi")
            placeholders = self.stage("placeholders", lambda: self.work("placeholders", of_outlet, "outlet"))
            if self.facts["placeholders"]["rows"]:
                marks = placeholders.select("number", f.lit(1).alias("mark"))
                repeated = repeated.join(marks, "number", "left")
                repeated = repeated.withColumn("placeholder", f.coalesce("mark", "placeholder"))
            return self.work("texts", repeated, "stream")

        return self.stage("texts", make)

    def compared(self, articles: DataFrame, texts: DataFrame) -> DataFrame:
        """The texts that are compared with others: one article for each."""
        least = self.job["work"]["matching"]["min_words"]
        long = articles.where(f"words >= {least}").select("number", "file", "place")
        return long.join(texts.select("number"), "number", "left_anti") if self.facts["texts"]["rows"] else long

    def measured(self, compared: DataFrame, signed: DataFrame) -> DataFrame:
        """Finds and compares pairs."""
        from pyspark.sql import functions as f

        place = ["file", "place"]
        shared = self.job["work"]["matching"]["lsh"]["parameters"]["min_shared"]

        def find() -> DataFrame:
            minima = signed.where("minima is not null").select("file", "place", "minima")
            keys = self.work("keys", compared.join(minima, place), None)
            pairs = self.work("buckets", keys, "minimum")
            return pairs.groupBy("low", "high").count().where(f"count >= {shared}").select("low", "high")

        def together(stage: str, pairs: DataFrame, column: str) -> DataFrame:
            # A text goes with the first that it is paired with. That is one text for most of a story, so that few texts go to
            # several processes, and none to more than a bucket has.
            ends = pairs.select(f.col("low").alias("text"), f.col("low").alias("other"))
            ends = ends.union(pairs.select(f.col("high").alias("text"), f.col("low").alias("other")))
            labels = ends.groupBy("text").agg(f.min("other").alias("label"))
            labelled = pairs.join(labels, pairs["low"] == labels["text"]).select("label", "low", "high")
            both = labelled.select("label", f.col("low").alias("number"))
            both = both.union(labelled.select("label", f.col("high").alias("number"))).distinct()
            needed = signed.where(f"{column} is not null").select("file", "place", column)
            rows = both.join(compared, "number").join(needed, place)
            rows = rows.select("label", "number", f.lit(None).cast("int").alias("other"), column)
            of_pairs = labelled.select("label", f.col("low").alias("number"), f.col("high").alias("other"))
            of_pairs = of_pairs.withColumn(column, f.lit(None).cast("binary"))
            return self.work(stage, rows.union(of_pairs), "label")

        pairs = self.stage("pairs", find)
        candidates = self.stage("candidates", lambda: together("estimate", pairs, "minima"))
        return self.stage("measured", lambda: together("measure", candidates, "profile"))

    def groups(
        self, articles: DataFrame, texts: DataFrame, compared: DataFrame, signed: DataFrame, measured: DataFrame
    ) -> DataFrame:
        """Groups the texts that copies connect."""
        from pyspark.sql import functions as f

        copies = measured.where(f"score >= {self.job['copy_score']}")

        def connect() -> DataFrame:
            # Each partition says what it connects in a pair for each text, and one process joins that.
            parts = self.work("components", copies, None)
            return self.work("components", parts.repartition(1), None)

        connected = self.stage("components", connect).select(f.col("low").alias("root"), f.col("high").alias("text"))

        def group() -> DataFrame:
            none = {kind: f.lit(None).cast(kind) for kind in ("int", "string", "binary")}
            kinds = dict(columns_of(COLUMNS["group"][0]))

            def filled(rows: DataFrame, kind: int) -> DataFrame:
                has = set(rows.columns)
                rows = rows.withColumn("kind", f.lit(kind))
                return rows.select(*[name if name in {*has, "kind"} else none[kinds[name]].alias(name) for name in kinds])

            other = texts.where("placeholder = 0").select("number", "first")
            firsts = articles.select("number", "row", "outlet").join(other, "number", "left")
            firsts = firsts.select("number", "row", "outlet", f.coalesce("first", "number").alias("other"))
            members = firsts.join(connected, firsts["other"] == connected["text"])
            places = compared.join(connected, compared["number"] == connected["text"])
            profiles = signed.where("profile is not null").select("file", "place", "profile")
            profiles = places.join(profiles, ["file", "place"]).select("root", "number", "profile")
            pairs = copies.join(connected, copies["low"] == connected["text"])
            pairs = pairs.withColumnsRenamed({"low": "number", "high": "other"})
            rows = filled(members.select("root", "number", "other", "row", "outlet"), ARTICLE_ROW)
            rows = rows.union(filled(profiles, PROFILE_ROW))
            rows = rows.union(filled(pairs.select("root", "number", "other", "shared", "of_low", "of_high", "score"), PAIR_ROW))
            return self.work("group", rows, "root")

        return self.stage("groups", group)

    def fetch(self, name: str, rows: DataFrame, by: str | None = None, then: str | None = None) -> None:
        """Writes rows to a file of this machine, sorted by one or two columns of numbers if asked."""
        import pyarrow as pa
        import pyarrow.ipc
        from pyspark.sql import functions as f

        parts = [rows]
        if by is not None:
            last = rows.agg(f.max(by)).collect()[0][0]
            order = [column for column in (by, then) if column]
            starts = range(0, -1 if last is None else last + 1, FETCHED_AT_ONCE)
            parts = [rows.where(f"{by} >= {at} and {by} < {at + FETCHED_AT_ONCE}").orderBy(*order) for at in starts]
        types = {"int": pa.int32(), "bigint": pa.int64(), "string": pa.string(), "binary": pa.binary()}
        schema = pa.schema([(field.name, types[field.dataType.simpleString()]) for field in rows.schema.fields])
        path = Path(self.job["results"]) / f"{name}.arrow"
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, schema) as stream:
            for part in parts:
                stream.write_table(part.toArrow().cast(schema))


def schema_of(written: dict[str, Any]) -> Any:
    """The schema of a finished stage."""
    from pyspark.sql.types import StructType

    return StructType.fromJson(written)


def say(**facts: Any) -> None:
    """Prints a line for the program that started this."""
    print(json.dumps(facts), flush=True)


def session_of(job: dict[str, Any]) -> SparkSession:
    """Starts or finds the engine, and ships the program to its workers."""
    try:
        import pandas  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError as missing:
        raise RunError(
            f"{sys.executable} has no {missing.name}, which moves rows to the program: pip install pyarrow pandas"
        ) from None
    engine, master = job["engine"], job["master"]
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        package = "pysail pyspark-client" if engine == "sail" else "pyspark"
        raise RunError(f"{sys.executable} has no pyspark: pip install {package}, or name another Python with --python") from None
    # Workers on this machine use this Python, which has what they need.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if engine == "sail" and master is None:
        try:
            from pysail.spark import SparkConnectServer
        except ImportError:
            raise RunError(f"{sys.executable} has no pysail: pip install pysail, or name another Python with --python") from None
        server = SparkConnectServer("127.0.0.1", 0)
        server.start(background=True)
        SERVERS.append(server)
        _, port = server.listening_address
        master = f"sc://127.0.0.1:{port}"
    if master is not None and master.startswith("sc://"):
        session = SparkSession.builder.remote(master).getOrCreate()
        if engine != "sail":
            session.addArtifacts(job["program"], file=True)
        return session
    builder = SparkSession.builder.appName("wirecopy")
    if master is not None:
        builder = builder.master(master)
    session = builder.config("spark.sql.shuffle.partitions", job["partitions"]).getOrCreate()
    session.sparkContext.addFile(job["program"])
    return session


def main() -> int:
    """Runs the stages of the job that is named."""
    if "--attached" in sys.argv:
        threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
        spark = session_of(job)
        say(engine=f"{job['engine']} {spark.version}")
        Path(job["results"]).mkdir(parents=True, exist_ok=True)
        Run(spark, job).all()
        (Path(job["results"]) / "done").write_text(job["fingerprint"], encoding="utf-8")
        spark.stop()
    except RunError as failure:
        say(error=str(failure))
        return 1
    except Exception as failure:
        say(error=reason(failure))
        raise
    return 0


def end_with_parent() -> None:
    """Ends this process when the one that started it does, however that ends."""
    # Not by `sys.stdin`: its lock would still be held when this process ends by itself.
    while os.read(0, 1 << 10):
        pass
    os._exit(1)


def reason(failure: Exception) -> str:
    """What the program said, if it ended a stage; or else the engine's first words."""
    words = str(failure)
    if "No module named 'pyarrow'" in words:
        return "the Python of the workers has no pyarrow: pip install pyarrow there, or set PYSPARK_PYTHON"
    at = words.find("wirecopy worker ")
    lines = [line.strip() for line in (words[at:] if at >= 0 else words).splitlines()]
    told = [line for line in lines if line and not line.startswith(("at ", "File "))]
    return " ".join(told[: 4 if at >= 0 else 2])[:2000] or type(failure).__name__


if __name__ == "__main__":
    sys.exit(main())
