"""Runs the recipes of the docs on the sample corpus, block by block, as a reader would."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run_shell(code, environment):
    if "jq" in code and not shutil.which("jq"):
        print("  not run, as there is no jq here:", code.splitlines()[0][:60])
        return
    done = subprocess.run(["bash", "-euc", code], env=environment, capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout, f"{code}\n{done.stdout}{done.stderr}"


def main(page, program, data):
    blocks = BLOCK.findall(Path(page).read_text(encoding="utf-8"))
    page_of, counts = Path(page).name, {}
    environment = os.environ | {"PATH": f"{Path(program).resolve().parent}:{os.environ['PATH']}"}
    data = Path(data).resolve()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.symlink(data, "data")
        for language, code in blocks:
            counts[language] = counts.get(language, 0) + 1
            if language == "sh":
                run_shell(code, environment)
            elif language == "sql":
                assert duckdb.sql(code).fetchall(), f"no row: {code}"
            elif language == "python":
                exec(compile(code, page_of, "exec"), {})  # noqa: S102, the page is ours
        os.chdir("/")
    print(f"{page_of}:", ", ".join(f"{count} {language}" for language, count in sorted(counts.items())))


if __name__ == "__main__":
    main(*sys.argv[1:])
