"""Runs the stages of `wirecopy cluster --engine spark` on Apache Spark, or on Sail, which runs the same scripts without a JVM.

    spark-submit wirecopy_spark.py JOB        where JOB is the job.json that wirecopy cluster wrote
    wirecopy_spark.py --list URL …            what is below these URLs
    wirecopy_spark.py --copy LIST             copies files to this machine; LIST is a file of JSON with a URL and a path for each

Spark moves rows, and the program, started once for each partition, does the work: see docs/spark.md. Each stage is written as
Parquet files, counted and marked as done; a run that was killed goes on behind the last finished stage.

It prints a line of JSON for each stage or file, and one with the key `error` if it fails.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

    Work = Callable[[Iterable["pa.RecordBatch"]], Iterator["pa.RecordBatch"]]

# The columns that each stage of the program gets and gives. `docs/spark.md` says what is in them. None is called `cluster`, which
# is a keyword of Sail.
ARTICLE = "row binary, outlet string"
COLUMNS = {
    "sign": (
        "task string",
        "key string, body bigint, record bigint, file int, place bigint, row binary, outlet string, version string, "
        "headline string, words int, stream bigint, minima binary, profile binary, path string, shown string, facts string",
    ),
    "names": (
        "key string, body bigint, record bigint, row binary",
        "file int, place bigint, key string, name string, row binary",
    ),
    "placeholders": (f"number int, {ARTICLE}, headline string, placeholder int", "number int"),
    "texts": (f"number int, {ARTICLE}, headline string, placeholder int", "number int, first int, placeholder int"),
    "keys": ("number int, minima binary", "key bigint, number int"),
    "buckets": ("key bigint, number int", "low int, high int"),
    "estimate": ("label int, number int, other int, minima binary", "low int, high int"),
    "measure": (
        "label int, number int, other int, profile binary",
        "low int, high int, shared int, of_low int, of_high int, score int",
    ),
    "components": ("low int, high int", "low int, high int"),
    "group": (
        f"root int, kind int, number int, other int, {ARTICLE}, profile binary, shared int, of_low int, of_high int, score int",
        "root int, story int, stored binary",
    ),
    "clusters": ("stored binary", "story int, text int, texts int"),
    "links": (
        "low int, high int, shared int, of_low int, of_high int, score int, story_low int, story_high int, texts_low int, "
        "texts_high int, copies_low int, copies_high int",
        "one int, other int, pairs bigint, article int, of_story int, is_larger int, shared int, of_article int, of_other int, "
        "scores string",
    ),
    "outlines": (
        f"story int, number int, name string, {ARTICLE}",
        "story int, canonical int, name string, articles int, outlets int, agency int",
    ),
    "rank": (
        "story int, canonical int, name string, articles int, outlets int, other int, pairs bigint",
        "story int, story_rank int, part int, id string, family string, developing int, family_rows string",
    ),
    "stories": (
        "part int, story int, story_rank int, id string, family string, stored binary, number int, first int, name string, "
        f"{ARTICLE}, version string, path string, shown string, is_heading int",
        "part int, file string, bytes binary, facts string",
    ),
    "related": (
        "part int, article int, of_story int, story int, is_larger int, shared int, of_article int, of_other int, name string, "
        "id string, other_name string, other_id string",
        "part int, file string, bytes binary, facts string",
    ),
    "listed": (
        f"part int, number int, name string, {ARTICLE}, path string, id string, agency int",
        "part int, file string, bytes binary, facts string",
    ),
    "paired": (
        "part int, low int, high int, shared int, of_low int, of_high int, score int, name_low string, row_low binary, "
        "outlet_low string, id_low string, name_high string, row_high binary, outlet_high string, id_high string",
        "part int, file string, bytes binary, facts string",
    ),
}

# The stages whose answers are files of the tables, and what is kept of these.
WRITING = ("stories", "related", "listed", "paired")
WRITTEN = "part int, file string, size bigint, facts string"

# The columns of what is fetched for the tables.
FETCHED = {
    "tasks": "facts string",
    "names": "key string, name string, row binary",
    "articles": "number int, name string, row binary, outlet string, version string",
    "texts": "number int, first int, placeholder int",
    "measured": "low int, high int, shared int, of_low int, of_high int, score int",
    "groups": "stored binary",
    # Of tables in parts.
    "stories": "facts string",
    "related": "facts string",
    "scores": "scores string",
    "families": "story_rank int, family_rows string",
    "placeholders": "number int",
}

# All stages, in their order. The last ones write tables in parts.
STAGES = (
    *("signed", "names", "sorted", "placeholders", "texts", "pairs", "candidates", "measured", "components", "groups"),
    *("clusters", "members", "links", "outlines", "ranked", "stories", "related", "listed", "paired"),
)

# The tables in parts.
TABLES = ("clusters", "members", "edges", "timeline", "versions", "relations", "articles", "pairs")

# The file in the place of tables in parts that names their run.
OF_RUN = "_wirecopy"

# What a row of the stage group is.
ARTICLE_ROW, PROFILE_ROW, PAIR_ROW = 0, 1, 2

# Of a stage that is fetched for the tables, a part is held in memory: what numbers have that are the same but for so many bits.
BITS = 19

# Articles without a copy are counted in parts of as many as have numbers that are the same but for so many bits.
BITS_OF_A_PART = 16

# Rows that are fetched at a time where a stage has no parts.
ROWS_AT_ONCE = 1 << 13

# Files that are copied to this machine at a time, and bytes of each.
COPIED_AT_ONCE = 8
BYTES_AT_ONCE = 4 << 20

# Measured pairs up to which one process joins the copies among them; if there are more, the engine does, in rounds.
JOINED_AT_ONCE = 1 << 28

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


def arrow_schema(schema: str) -> pa.Schema:
    """The same schema in Arrow's types."""
    import pyarrow as pa

    types = {"int": pa.int32(), "bigint": pa.int64(), "string": pa.string(), "binary": pa.binary()}
    return pa.schema([(name, types[kind]) for name, kind in columns_of(schema)])


def copies_of(driver: int) -> str:
    """How the names of the temporary folders begin that the workers of a driver make."""
    return f"wirecopy-{driver}-"


def work_of(stage: str, job: dict[str, Any]) -> Work:
    """The function that Spark calls for each partition of a stage: it starts the program, which does the work."""
    asked, (gets, _) = json.dumps(job["work"]), COLUMNS[stage]
    program, prefix, tables = job["program"], copies_of(os.getpid()), job["tables"]

    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        if stage in WRITING:
            yield from written(answers(batches), tables)
            return
        if stage != "sign":
            yield from answers(batches)
            return
        with tempfile.TemporaryDirectory(prefix=prefix) as copies:
            yield from answers(with_copies(batch, Path(copies)) for batch in batches)

    def answers(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa
        import pyarrow.ipc

        schema = arrow_schema(gets)
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


def with_copies(tasks: pa.RecordBatch, folder: Path) -> pa.RecordBatch:
    """The same tasks, with copies in a folder of the files that have URLs."""
    import pyarrow as pa

    def copied(task: str) -> str:
        asked = json.loads(task)
        for file in asked["files"]:
            if "://" in file["path"]:
                copy = folder / str(sum(1 for _ in folder.iterdir()))
                try:
                    copy_file(file["path"], copy)
                except (RunError, OSError) as error:
                    raise RuntimeError(f"wirecopy worker sign cannot read {file['path']}: {error}") from error
                file["place"] = str(copy)
        return json.dumps(asked)

    return pa.RecordBatch.from_arrays([pa.array([copied(task) for task in tasks.column(0).to_pylist()], pa.string())], ["task"])


def written(batches: Iterable[pa.RecordBatch], tables: str) -> Iterator[pa.RecordBatch]:
    """Writes files of tables, which come piece by piece, and gives their sizes, and what else is said of their parts."""
    import pyarrow as pa

    schema = arrow_schema(WRITTEN)
    file: PartFile | None = None

    def row(part: int, name: str | None, size: int | None, facts: str | None) -> pa.RecordBatch:
        arrays = [pa.array([value], field.type) for value, field in zip((part, name, size, facts), schema)]
        return pa.RecordBatch.from_arrays(arrays, schema=schema)

    def closed(file: PartFile) -> pa.RecordBatch:
        return row(file.part, file.name, file.close(), None)

    try:
        for batch in batches:
            for part, name, piece, facts in zip(*(column.to_pylist() for column in batch.columns)):
                done = []
                if file is not None and (part, name) != (file.part, file.name):
                    done.append(closed(file))
                    file = None
                if name is None:
                    done.append(row(part, None, None, facts))
                else:
                    if file is None:
                        file = PartFile(tables, part, name)
                    file.write(piece)
                yield from done
        if file is not None:
            last, file = closed(file), None
            yield last
    finally:
        if file is not None:
            file.drop()


def path_of_part(tables: str, part: int, name: str) -> str:
    """Where the file of a part of a table is: of `members.csv`, in the folder `members.csv`."""
    return f"{tables}/{name}/part-{part:05}{Path(name).suffix}"


def is_part(path: str) -> bool:
    """Whether this is the name of a part, or of one that an attempt began."""
    return Path(path).name.startswith(("part-", ".part-"))


class PartFile:
    """A file of a part of a table. It is only put in its place when it is complete; another attempt writes the same."""

    def __init__(self, tables: str, part: int, name: str) -> None:
        self.part, self.name, self.tables = part, name, tables
        self.local = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it is in its place

    def write(self, piece: bytes) -> None:
        """Appends a piece."""
        self.local.write(piece)

    def close(self) -> int:
        """Puts the file in its place. Returns its bytes."""
        import pyarrow.fs

        storage, path = storage_of(path_of_part(self.tables, self.part, self.name))
        folder, name = path.rsplit("/", 1)
        # An object of S3 is there when it is complete; elsewhere a file grows under its name.
        grows = not isinstance(storage, pyarrow.fs.S3FileSystem)
        begun = f"{folder}/.{name}-{os.getpid()}-{time.monotonic_ns()}" if grows else path
        if grows:
            storage.create_dir(folder, recursive=True)
        size = self.local.tell()
        self.local.seek(0)
        with storage.open_output_stream(begun) as sink:
            shutil.copyfileobj(self.local, sink, BYTES_AT_ONCE)
        if grows:
            storage.move(begun, path)
        self.local.close()
        return size

    def drop(self) -> None:
        """Leaves nothing of a file that is not complete."""
        self.local.close()


def storage_of(url: str) -> tuple[Any, str]:
    """The storage that a URL or path is in, and the path there."""
    try:
        import pyarrow as pa
        import pyarrow.fs
    except ImportError:
        raise RunError(f"{sys.executable} has no pyarrow, which reads URLs: pip install pyarrow") from None
    if "://" not in url:
        return pa.fs.LocalFileSystem(), url
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    # Hadoop's names of S3.
    scheme = {"s3a": "s3", "s3n": "s3"}.get(scheme, scheme)
    try:
        storage, root = pa.fs.FileSystem.from_uri(f"{scheme}://{host}/")
    except (pa.ArrowInvalid, OSError) as error:
        raise RunError(f"{url}: {str(error).splitlines()[0]}") from None
    return storage, f"{root.rstrip('/')}/{path}".rstrip("/") or "/"


def listed(url: str) -> Iterator[str]:
    """The files at or below a URL."""
    storage, path = storage_of(url)
    import pyarrow.fs

    info = storage.get_file_info(path)
    if info.is_file:
        yield url
    elif info.type == pyarrow.fs.FileType.Directory:
        for below in storage.get_file_info(pyarrow.fs.FileSelector(path, recursive=True)):
            if below.is_file:
                yield url.rstrip("/") + "/" + below.path[len(path) :].lstrip("/")


def copy_file(url: str, copy: Path) -> None:
    """Copies a file to this machine. The copy was changed when the file was."""
    storage, path = storage_of(url)
    with storage.open_input_stream(path) as file, copy.open("wb") as to:
        shutil.copyfileobj(file, to, BYTES_AT_ONCE)
    changed = storage.get_file_info(path).mtime_ns
    if changed is not None:
        os.utime(copy, ns=(changed, changed))


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
        # How many articles come before those of each range of keys.
        self.starts: dict[int, int] = {}
        # A job is submitted again to go on. Its results are removed when it is asked for anew.
        if job.get("fresh"):
            self.forget(Path(job["results"]) / "begun")

    def forget(self, begun: Path) -> None:
        """Marks all stages as not finished, unless this file is there."""
        if begun.exists():
            return
        for name in STAGES:
            if self.mark(name) is not None:
                self.put_mark(name, None)
        begun.touch()

    def work(self, stage: str, rows: DataFrame, by: str | None) -> DataFrame:
        """The rows that the program gives for these rows. Those with the same value in the column `by` go to one process."""
        from pyspark.sql import functions as f

        gets, gives = COLUMNS[stage]
        if by is not None:
            # Not by the column itself: behind a join by it Spark takes its rows for parted already, and then may read them as they
            # came before the join.
            rows = rows.repartition(self.partitions, f.concat(f.col(by).cast("string"), f.lit(".")))
        gives = WRITTEN if stage in WRITING else gives
        return rows.select(*[name for name, _ in columns_of(gets)]).mapInArrow(work_of(stage, self.job), gives)

    def stage(self, name: str, make: Callable[[], DataFrame], parts: tuple[str, ...] = ()) -> DataFrame:
        """The rows of a stage: of an earlier run if it finished, or else they are made and written.

        Rows that have the same in the columns `parts` are written to one folder, which is read alone.
        """
        begun = time.monotonic()
        place = f"{self.folder}/{name}"
        facts = self.mark(name)
        was_done = facts is not None
        if facts is None:
            rows = make()
            if parts:
                rows = rows.select(*[column for column in rows.columns if column not in parts], *parts)
                rows.write.mode("overwrite").option("partitionOverwriteMode", "static").partitionBy(*parts).parquet(place)
            else:
                rows.write.mode("overwrite").parquet(place)
            written = self.spark.read.schema(rows.schema).parquet(place)
            facts = {"schema": json.loads(rows.schema.json())}
            if parts:
                facts["parts"] = sorted([list(row)[:-1], row[-1]] for row in written.groupBy(*parts).count().collect())
                facts["rows"] = sum(count for _, count in facts["parts"])
            else:
                facts["rows"] = written.count()
            self.put_mark(name, facts)
        self.facts[name] = facts
        say(stage=name, rows=facts["rows"], seconds=round(time.monotonic() - begun, 2), was_done=was_done)
        return self.spark.read.schema(schema_of(facts["schema"])).parquet(place)

    def mark(self, name: str) -> dict[str, Any] | None:
        """What is known of a finished stage."""
        try:
            rows = self.spark.read.schema("facts string").parquet(f"{self.folder}/{name}.done").collect()
        except Exception:  # Engines and storages have different errors for what is not there.
            return None
        facts: dict[str, Any] | None = json.loads(rows[0][0]) if rows else None
        return facts

    def put_mark(self, name: str, facts: dict[str, Any] | None) -> None:
        """Marks a stage as finished, or as not finished."""
        marked = self.spark.createDataFrame([(json.dumps(facts),)], "facts string")
        marked.write.mode("overwrite").parquet(f"{self.folder}/{name}.done")

    def in_parts(self, rows: DataFrame, number: str) -> DataFrame:
        """Rows with the part that a number is in. Those of a part are in one process, so that its folder gets one file."""
        from pyspark.sql import functions as f

        return rows.withColumn("part", f.shiftright(number, BITS)).repartition(self.partitions, "part")

    def parts(self, name: str) -> Iterator[tuple[list[int], DataFrame]]:
        """The parts of a stage in their order: what is in their columns, and their rows."""
        from pyspark.sql.types import StructType

        facts = self.facts[name]
        fields = schema_of(facts["schema"]).fields
        for part, _ in facts["parts"]:
            columns = [field.name for field in fields[len(fields) - len(part) :]]
            folder = "/".join(f"{column}={value}" for column, value in zip(columns, part))
            schema = StructType(fields[: len(fields) - len(part)])
            yield part, self.spark.read.schema(schema).parquet(f"{self.folder}/{name}/{folder}")

    def all(self) -> None:
        """Runs all stages, and fetches what the tables need."""
        from pyspark.sql import functions as f

        if self.job["tables"]:
            try:
                self.claim(self.job["tables"])
            except OSError as error:
                raise RunError(f"{self.job['tables']}: the tables cannot be written there: {error}") from error
        signed = self.signed()
        articles = self.numbered(signed)
        texts = self.texts(articles)
        compared = self.compared(articles, texts)
        measured = self.measured(compared, signed)
        groups = self.groups(articles, texts, compared, signed, measured)
        count = len(self.job["tasks"])
        self.fetch("tasks", "signed", count, streamed(signed.where("facts is not null").select("facts"), count))
        if self.job["tables"]:
            self.tables(signed, articles, texts, measured, groups)
            return

        def named(part: int, rows: DataFrame) -> DataFrame:
            number = (f.col("at") + f.lit(self.starts[part])).cast("int")
            return rows.select(number.alias("number"), "name", "row", "outlet", "version")

        articles_of = (named(part[0], rows) for part, rows in self.parts("sorted"))
        # Sorted here: Sail forgets the order of rows behind a projection.
        self.fetch("articles", "sorted", None, (rows.toArrow().sort_by("number") for rows in articles_of))
        self.fetch("texts", "texts", None, (rows.toArrow() for _, rows in self.parts("texts")))
        pair = [("low", "ascending"), ("high", "ascending")]
        self.fetch("measured", "measured", None, (rows.toArrow().sort_by(pair) for _, rows in self.parts("measured")))
        self.fetch("groups", "groups", None, (rows.select("stored").toArrow() for _, rows in self.parts("groups")))

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
            self.fetch("names", "names", None, streamed(names.select("key", "name", "row"), self.facts["names"]["rows"]))

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
            named = named.withColumn("at", f.row_number().over(in_order).cast("int"))
            # A range may have more articles than are fetched at a time.
            return named.withColumn("slice", f.shiftright(f.col("at") - 1, BITS))

        rows = self.stage("sorted", sorted_by_name, ("part", "slice"))
        before = 0
        for (part, _), count in self.facts["sorted"]["parts"]:
            self.starts.setdefault(part, before - 1)
            before += count
        begins = self.spark.createDataFrame(list(self.starts.items()), "part int, start int")
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
            return self.in_parts(self.work("texts", repeated, "stream"), "number")

        return self.stage("texts", make, ("part",))

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
            pairs = self.work("buckets", keys, "key")
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
        return self.stage("measured", lambda: self.in_parts(together("measure", candidates, "profile"), "low"), ("part",))

    def groups(
        self, articles: DataFrame, texts: DataFrame, compared: DataFrame, signed: DataFrame, measured: DataFrame
    ) -> DataFrame:
        """Groups the texts that copies connect."""
        from pyspark.sql import functions as f

        copies = measured.where(f"score >= {self.job['copy_score']}")

        def connect() -> DataFrame:
            # Each partition says what it connects in a pair for each text.
            parts = self.work("components", copies, None)
            if self.facts["measured"]["rows"] <= JOINED_AT_ONCE:
                return self.work("components", parts.repartition(1), None)
            return self.joined(parts)

        connected = self.stage("components", connect).select(f.col("low").alias("root"), f.col("high").alias("text"))

        def group() -> DataFrame:
            columns = columns_of(COLUMNS["group"][0])

            def of_kind(rows: DataFrame, kind: int) -> DataFrame:
                return filled(rows.withColumn("kind", f.lit(kind)), columns)

            other = texts.where("placeholder = 0").select("number", "first")
            firsts = articles.select("number", "row", "outlet").join(other, "number", "left")
            firsts = firsts.select("number", "row", "outlet", f.coalesce("first", "number").alias("other"))
            members = firsts.join(connected, firsts["other"] == connected["text"])
            places = compared.join(connected, compared["number"] == connected["text"])
            profiles = signed.where("profile is not null").select("file", "place", "profile")
            profiles = places.join(profiles, ["file", "place"]).select("root", "number", "profile")
            pairs = copies.join(connected, copies["low"] == connected["text"])
            pairs = pairs.withColumnsRenamed({"low": "number", "high": "other"})
            rows = of_kind(members.select("root", "number", "other", "row", "outlet"), ARTICLE_ROW)
            rows = rows.union(of_kind(profiles, PROFILE_ROW))
            rows = rows.union(of_kind(pairs.select("root", "number", "other", "shared", "of_low", "of_high", "score"), PAIR_ROW))
            return self.in_parts(self.work("group", rows, "root"), "root")

        return self.stage("groups", group, ("part",))

    def tables(self, signed: DataFrame, articles: DataFrame, texts: DataFrame, measured: DataFrame, groups: DataFrame) -> None:
        """Writes the tables in parts, and fetches what was counted."""
        from pyspark.sql import functions as f

        # The item that kills a story may be in another file.
        self.job["work"]["parts"]["killed"] = self.killed()
        other = texts.where("placeholder = 0").select("number", "first")
        clusters = self.stage("clusters", lambda: self.work("clusters", groups, None))

        def of_stories() -> DataFrame:
            rows = articles.select("number").join(other, "number", "left")
            rows = rows.select("number", f.coalesce("first", "number").alias("first"))
            rows = rows.join(clusters.select(f.col("text").alias("first"), "story"), "first", "left")
            return rows.select("number", "first", f.coalesce("story", "first").alias("story"))

        members = self.stage("members", of_stories)
        links = self.stage("links", lambda: self.work("links", self.of_clusters(measured, clusters, other), None))
        linked = links.where("pairs is not null").groupBy("one", "other").agg(f.sum("pairs").cast("bigint").alias("pairs"))

        def outline() -> DataFrame:
            several = members.groupBy("story").count().where("count > 1").select("story")
            wanted = several.union(linked.select("one")).union(linked.select("other")).distinct()
            rows = members.join(wanted, "story", "left_semi")
            return self.work("outlines", rows.join(articles.select("number", "name", "row", "outlet"), "number"), "story")

        outlines = self.stage("outlines", outline)

        def rank() -> DataFrame:
            columns = columns_of(COLUMNS["rank"][0])
            rows = filled(outlines, columns).union(filled(linked.withColumnRenamed("one", "story"), columns))
            # One process: every rank and every name depends on all stories.
            return self.work("rank", rows.repartition(1), None)

        ranked = self.stage("ranked", rank)
        stories = self.stage("stories", lambda: self.stories(signed, articles, members, groups, ranked))
        named = self.named(articles, members, ranked)
        related = self.stage("related", lambda: self.related(links, named))
        tables = {"stories": stories, "related": related}
        if "articles" in self.job["large"]:
            tables["listed"] = self.stage("listed", lambda: self.listed(signed, articles, members, outlines, named))
        if "pairs" in self.job["large"]:
            tables["paired"] = self.stage("paired", lambda: self.paired(measured, named))
        for stage, rows in {"links": links, "ranked": ranked, "texts": texts, **tables}.items():
            found, expected = rows.count(), self.facts[stage]["rows"]
            if found != expected:
                raise RunError(f"the stage {stage} is damaged: it has {found} rows, not {expected}; run again with --fresh")
        self.check(tables)
        for stage in ("stories", "related"):
            self.fetch_where("facts is not null", stage, stage, tables[stage])
        self.fetch_where("scores is not null", "scores", "links", links)
        self.fetch_where("family_rows is not null", "families", "ranked", ranked)
        self.fetch_where("placeholder = 1", "placeholders", "texts", texts)

    def killed(self) -> list[str]:
        """The items that agencies killed."""
        import pyarrow as pa
        import pyarrow.ipc

        found: set[str] = set()
        with pa.OSFile(str(Path(self.job["results"]) / "tasks.arrow")) as file, pa.ipc.open_stream(file) as stream:
            for batch in stream:
                for facts in batch.column(0).to_pylist():
                    found.update(json.loads(facts)["killed"])
        return sorted(found)

    def of_clusters(self, measured: DataFrame, clusters: DataFrame, other: DataFrame) -> DataFrame:
        """Compared pairs, with the cluster of each text, how many texts that has, and how many articles have the text."""
        from pyspark.sql import functions as f

        copies = other.groupBy("first").agg((f.count("number") + 1).cast("int").alias("copies"))
        for end in ("low", "high"):
            of_text = clusters.select(f.col("text").alias(end), f.col("story").alias("known"), "texts")
            measured = measured.join(of_text, end, "left").join(copies.withColumnRenamed("first", end), end, "left")
            measured = measured.withColumn(f"story_{end}", f.coalesce("known", end))
            measured = measured.withColumn(f"texts_{end}", f.coalesce("texts", f.lit(1)))
            measured = measured.withColumn(f"copies_{end}", f.coalesce("copies", f.lit(1))).drop("known", "texts", "copies")
        return measured

    def stories(
        self, signed: DataFrame, articles: DataFrame, members: DataFrame, groups: DataFrame, ranked: DataFrame
    ) -> DataFrame:
        """Writes the tables of stories: those of a part have ranks that follow one another."""
        from pyspark.sql import functions as f

        columns = columns_of(COLUMNS["stories"][0])
        ranks = ranked.where("story is not null and story_rank is not null")
        last = ranks.agg(f.max("part")).collect()[0][0]
        of_articles = articles.select("number", "name", "row", "outlet", "version", "headline", "file", "place")
        # A developing story is one, whatever its versions; an article without a copy is one too.
        developing = ranked.where("developing is not null").select("story", "developing")
        with_headline = articles.where("headline is not null").select("number", "headline")
        of_story = with_headline.join(members.select("number", "story"), "number").join(developing, "story", "left")
        of_story = of_story.select("headline", f.coalesce("developing", "story").alias("whole")).distinct()
        headings = of_story.groupBy("headline").count().where(f"count >= {self.job['least_of_a_heading']}")
        headings = headings.select("headline", f.lit(1).alias("is_heading"))
        shown = signed.where("shown is not null").select("file", "place", "path", "shown")
        told = members.join(ranks.select("story", "part"), "story").drop("story").join(of_articles, "number")
        told = told.join(shown, ["file", "place"]).join(headings, "headline", "left")
        alone = members.join(ranks.select("story"), "story", "left_anti").join(of_articles, "number")
        alone = alone.withColumn("part", f.shiftright("number", BITS_OF_A_PART) + (0 if last is None else last + 1)).drop("story")
        stored = groups.select("story", "stored")
        rows = filled(ranks.select("story", "story_rank", "part", "id", "family").join(stored, "story", "left"), columns)
        # There is a first part, also if there is no story.
        first = self.spark.createDataFrame([(0,)], "part int")
        rows = rows.union(filled(told, columns)).union(filled(alone, columns)).union(filled(first, columns))
        return self.work("stories", rows, "part")

    def named(self, articles: DataFrame, members: DataFrame, ranked: DataFrame) -> DataFrame:
        """Articles with the ids of their stories."""
        ids = members.select("number", "story").join(ranked.where("id is not null").select("story", "id"), "story")
        return articles.select("number", "name", "row", "outlet").join(ids.select("number", "id"), "number", "left")

    def related(self, links: DataFrame, named: DataFrame) -> DataFrame:
        """Writes the table of relations, in parts by the numbers of the articles."""
        rows = links.where("article is not null").drop("one", "pairs", "scores").withColumnRenamed("other", "story")
        rows = rows.join(named.select("number", "name", "id").withColumnRenamed("number", "article"), "article")
        names = {"number": "of_story", "name": "other_name", "id": "other_id"}
        rows = rows.join(named.select("number", "name", "id").withColumnsRenamed(names), "of_story")
        return self.in_numbered_parts("related", rows, "article")

    def listed(
        self, signed: DataFrame, articles: DataFrame, members: DataFrame, outlines: DataFrame, named: DataFrame
    ) -> DataFrame:
        """Writes the table of all articles, in parts by their numbers."""
        paths = signed.where("shown is not null").select("file", "place", "path")
        places = articles.select("number", "file", "place").join(paths, ["file", "place"]).select("number", "path")
        agencies = outlines.where("articles > 1").select("story", "agency")
        agencies = members.select("number", "story").join(agencies, "story").select("number", "agency")
        rows = named.join(places, "number").join(agencies, "number", "left")
        return self.in_numbered_parts("listed", rows, "number")

    def paired(self, measured: DataFrame, named: DataFrame) -> DataFrame:
        """Writes the table of pairs, in parts by the numbers of the lower articles."""
        rows = measured.where(f"score >= {self.job['copy_score']}").drop("part")
        for end in ("low", "high"):
            names = {column: f"{column}_{end}" for column in ("name", "row", "outlet", "id")}
            rows = rows.join(named.withColumnsRenamed({"number": end, **names}), end)
        return self.in_numbered_parts("paired", rows, "low")

    def in_numbered_parts(self, stage: str, rows: DataFrame, number: str) -> DataFrame:
        """Writes a table in parts by these numbers."""
        from pyspark.sql import functions as f

        columns = columns_of(COLUMNS[stage][0])
        rows = filled(rows.withColumn("part", f.shiftright(number, BITS_OF_A_PART)), columns)
        # There is a first part, also if there are no rows.
        first = self.spark.createDataFrame([(0,)], "part int")
        return self.work(stage, rows.union(filled(first, columns)), "part")

    def claim(self, place: str) -> None:
        """Makes room for the tables in parts. What is not of such a run stays, and is an error."""
        import pyarrow.fs

        is_ready = self.mark("stories") is not None
        storage, path = storage_of(place)
        mark = f"{path}/{OF_RUN}"
        found = storage.get_file_info(pyarrow.fs.FileSelector(path, allow_not_found=True))
        if found:
            if storage.get_file_info(mark).type != pyarrow.fs.FileType.File:
                raise RunError(f"{place} has other files: name another place with --tables-in")
            with storage.open_input_stream(mark) as file:
                of_run = file.read().decode()
            if of_run != self.job["fingerprint"] and not self.job["replace"]:
                raise RunError(f"{place} has the tables of another run: name another place with --tables-in, or add --force")
            if of_run == self.job["fingerprint"] and is_ready:
                return
            for folder in found:
                table = Path(folder.path)
                is_table = table.stem in TABLES and table.suffix in {".csv", ".jsonl", ".parquet"}
                if is_table and folder.type == pyarrow.fs.FileType.Directory:
                    files = [file.path for file in storage.get_file_info(pyarrow.fs.FileSelector(folder.path))]
                    parts = [file for file in files if is_part(file)]
                    if files == parts:
                        storage.delete_dir(folder.path)
                    else:
                        for file in parts:
                            storage.delete_file(file)
        elif not isinstance(storage, pyarrow.fs.S3FileSystem):
            storage.create_dir(path, recursive=True)
        # The parts may be gone now.
        for stage in WRITING:
            self.put_mark(stage, None)
        with storage.open_output_stream(mark) as file:
            file.write(self.job["fingerprint"].encode())

    def check(self, written: dict[str, DataFrame]) -> None:
        """Holds the files in the place of the tables to what these stages wrote, and removes what attempts left that failed."""
        import pyarrow.fs

        storage, path = storage_of(self.job["tables"])
        stages: dict[str, str] = {}
        sizes: dict[str, dict[str, int]] = {}
        for stage, rows in written.items():
            files = rows.where("file is not null").select("part", "file", "size")
            for table in streamed(files, files.count()):
                for part, name, size in zip(*(table.column(column).to_pylist() for column in ("part", "file", "size"))):
                    stages[name] = stage
                    sizes.setdefault(name, {})[path_of_part(path, part, name)] = size
        for name, expected in sizes.items():
            folder = pyarrow.fs.FileSelector(f"{path}/{name}", allow_not_found=True)
            found = {file.path: file.size for file in storage.get_file_info(folder)}
            for file, size in expected.items():
                if found.get(file) != size:
                    told = f"has {found[file]} bytes, not {size}" if file in found else "is not there"
                    self.put_mark("stories", None)
                    self.put_mark(stages[name], None)
                    raise RunError(f"the stage {stages[name]} is damaged: {file} {told}; run again")
            for file in found.keys() - expected.keys():
                if is_part(file):
                    storage.delete_file(file)

    def fetch_where(self, condition: str, name: str, stage: str, rows: DataFrame) -> None:
        """Writes some rows of a stage to a file of this machine."""
        rows = rows.where(condition).select(*[column for column, _ in columns_of(FETCHED[name])])
        count = rows.count()
        self.fetch(name, stage, count, streamed(rows, count) if count else [])

    def joined(self, pairs: DataFrame) -> DataFrame:
        """Each text with the first that pairs connect it with, in rounds of the engine: none of its processes holds them all.

        Kiveris and others, Connected Components in MapReduce and Beyond (2014): each round joins the larger neighbours of a text,
        then the smaller ones, to the smallest, until every text has one neighbour or is the smallest.
        """
        from pyspark.sql import functions as f

        pairs = pairs.where("low < high").distinct()
        rounds = 0
        while True:
            both = pairs.select(f.col("low").alias("text"), f.col("high").alias("other"))
            both = both.union(pairs.select(f.col("high").alias("text"), f.col("low").alias("other")))
            firsts = both.groupBy("text").agg(f.min("other").alias("first"))
            larger = both.join(firsts, "text").where("other > text")
            larger = larger.select(f.least("text", "first").alias("low"), f.col("other").alias("high")).distinct()
            firsts = larger.groupBy("high").agg(f.min("low").alias("first"))
            smaller = larger.join(firsts, "high")
            neighbours = smaller.where("first < low").select(f.col("first").alias("low"), f.col("low").alias("high"))
            pairs = neighbours.union(smaller.select(f.col("first").alias("low"), "high")).distinct()
            # Each to a place of its own: what is read of the round before is overwritten otherwise.
            place = f"{self.folder}/joined-{rounds}"
            rounds += 1
            pairs.write.mode("overwrite").parquet(place)
            pairs = self.spark.read.schema("low int, high int").parquet(place)
            firsts = pairs.select("low").distinct()
            ends = firsts.select(f.col("low").alias("text")).union(pairs.select(f.col("high").alias("text")))
            if not ends.groupBy("text").count().where("count > 1").limit(1).count():
                return pairs.union(firsts.select("low", f.col("low").alias("high")))

    def fetch(self, name: str, stage: str, expected: int | None, tables: Iterable[pa.Table]) -> None:
        """Writes rows of a stage to a file of this machine: as many as are expected, or as the stage had when it was written."""
        import pyarrow as pa
        import pyarrow.ipc

        schema = arrow_schema(FETCHED[name])
        path, rows = Path(self.job["results"]) / f"{name}.arrow", 0
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, schema) as stream:
            for table in tables:
                stream.write_table(table.select(schema.names).cast(schema))
                rows += table.num_rows
        expected = self.facts[stage]["rows"] if expected is None else expected
        if rows != expected:
            raise RunError(f"the stage {stage} is damaged: {name} has {rows} rows, not {expected}; run again with --fresh")


def streamed(rows: DataFrame, count: int) -> Iterator[pa.Table]:
    """So many rows without an order, some at a time."""
    import pyarrow as pa

    names: list[str] = rows.columns
    batch: list[Any] = []

    def table() -> pa.Table:
        return pa.Table.from_pydict({name: pa.array([row[at] for row in batch]) for at, name in enumerate(names)})

    # They are fetched by partitions, one after the other.
    for row in rows.repartition(-(-count // ROWS_AT_ONCE)).toLocalIterator():
        batch.append(row)
        if len(batch) >= ROWS_AT_ONCE:
            yield table()
            batch = []
    if batch:
        yield table()


def filled(rows: DataFrame, columns: list[tuple[str, str]]) -> DataFrame:
    """The same rows with these columns, of which some have no values."""
    from pyspark.sql import functions as f

    has = set(rows.columns)
    return rows.select(*[name if name in has else f.lit(None).cast(kind).alias(name) for name, kind in columns])


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


def main(words: list[str]) -> int:
    """Runs the stages of the job that is named, or lists or copies files."""
    if words[0] == "--attached":
        watch(int(words[1]))
        words = words[2:]
    try:
        if words[0] == "--list":
            for url in words[1:]:
                for file in listed(url):
                    say(listed=file)
        elif words[0] == "--copy":
            files = json.loads(Path(words[1]).read_text(encoding="utf-8"))
            with ThreadPoolExecutor(COPIED_AT_ONCE) as copying:
                for _ in copying.map(lambda file: copy_file(file[0], Path(file[1])), files):
                    pass
        else:
            run(json.loads(Path(words[0]).read_text(encoding="utf-8")))
    except RunError as failure:
        say(error=str(failure))
        return 1
    except Exception as failure:
        say(error=reason(failure))
        raise
    return 0


def run(job: dict[str, Any]) -> None:
    """Runs the stages of a job."""
    spark = session_of(job)
    say(engine=f"{job['engine']} {spark.version}")
    Path(job["results"]).mkdir(parents=True, exist_ok=True)
    Run(spark, job).all()
    (Path(job["results"]) / "done").write_text(job["fingerprint"], encoding="utf-8")
    spark.stop()


def watch(program: int) -> None:
    """Ends this process when the program that started it does, however that ends."""

    def is_running() -> bool:
        try:
            os.kill(program, 0)
            # A program that nobody has waited for is still there.
            return Path(f"/proc/{program}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
        except ProcessLookupError:
            return False
        except OSError:
            return True

    def end() -> None:
        while is_running():
            time.sleep(0.2)
        for copies in Path(tempfile.gettempdir()).glob(f"{copies_of(os.getpid())}*"):
            shutil.rmtree(copies, ignore_errors=True)
        os._exit(1)

    # Not by standard input: spark-submit hides it. And not on Windows, where the signal would end the program.
    if os.name == "posix":
        if not is_running():
            os._exit(1)
        threading.Thread(target=end, daemon=True).start()


def reason(failure: Exception) -> str:
    """What the program said, if it ended a stage; or else the engine's first words."""
    words = str(failure)
    if "No module named 'pyarrow'" in words:
        return "the Python of the workers has no pyarrow: pip install pyarrow there, or set PYSPARK_PYTHON"
    # A traceback also has the line of source that raised it.
    error = "RuntimeError: "
    at = words.find(f"{error}wirecopy worker ")
    at = at + len(error) if at >= 0 else -1
    lines = [line.strip() for line in (words[at:] if at >= 0 else words).splitlines()]
    told = [line for line in lines if line and not line.startswith(("at ", "File "))]
    return " ".join(told[: 4 if at >= 0 else 2])[:2000] or type(failure).__name__


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
