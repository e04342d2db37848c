"""Writes one table of order lines with every writer that is installed, into the folder given; prints what it wrote."""
import datetime as dt
import json
import pathlib
import random
import sqlite3
import sys

out = pathlib.Path(sys.argv[1])
chance = random.Random(7)
COLUMNS = ["order_id", "sku", "quantity", "unit_price", "ordered_at", "customer_id", "status"]
rows = []
for order in range(120):
    when = dt.datetime(2024, 1, 1, 8) + dt.timedelta(minutes=131 * order)
    status = chance.choice(["paid", "paid", "paid", "completed", "Annulée", "pending", None])
    customer = chance.choice([0, None, 7, 8, 9, 10, 11])
    for item in chance.sample(range(30), chance.randint(1, 5)):
        quantity = chance.choice([1, 1, 2, 3, None, -1])
        code = chance.choice([10000 + item] * 20 + [None])
        rows.append([5000 + order, code, quantity, 1.5 + item, when if order % 11 else None, customer, status])


def text(value):
    return "" if value is None else str(value)


def plain():
    import csv

    for name, delimiter, end in [("plain.csv", ",", "\n"), ("windows.csv", ";", "\r\n"), ("plain.tsv", "\t", "\n")]:
        with open(out / name, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, delimiter=delimiter, lineterminator=end)
            writer.writerow(COLUMNS)
            writer.writerows([[text(value) for value in row] for row in rows])
        print(name)
    records = [dict(zip(COLUMNS, [str(v) if isinstance(v, dt.datetime) else v for v in row])) for row in rows]
    (out / "lines.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    (out / "array.json").write_text(json.dumps(records))
    (out / "wrapped.json").write_text(json.dumps({"count": len(records), "results": records}))
    orders = {}
    for record in records:
        order = orders.setdefault(record["order_id"], {k: record[k] for k in ("order_id", "ordered_at", "customer_id", "status")} | {"items": []})
        order["items"].append({k: record[k] for k in ("sku", "quantity", "unit_price")})
    (out / "nested.json").write_text(json.dumps({"orders": list(orders.values())}))
    with sqlite3.connect(out / "shop.sqlite") as base:
        base.execute(f"CREATE TABLE lines ({', '.join(COLUMNS)})")
        base.executemany(f"INSERT INTO lines VALUES ({', '.join('?' * len(COLUMNS))})", [list(r.values()) for r in records])
    for name in ("lines.jsonl", "array.json", "wrapped.json", "nested.json", "shop.sqlite"):
        print(name)


def pyarrow():
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pylist([dict(zip(COLUMNS, row)) for row in rows])
    for codec in ("snappy", "zstd", "gzip", "brotli", "lz4"):
        pq.write_table(table, out / f"pyarrow-{codec}.parquet", compression=codec, row_group_size=100)
        print(f"pyarrow-{codec}.parquet")
    items = pa.list_(pa.struct([("sku", pa.int64()), ("quantity", pa.int64()), ("unit_price", pa.float64())]))
    orders = json.loads((out / "nested.json").read_text())["orders"]
    schema = pa.schema([("order_id", pa.int64()), ("ordered_at", pa.string()), ("customer_id", pa.int64()), ("status", pa.string()), ("items", items)])
    pq.write_table(pa.Table.from_pylist(orders, schema=schema), out / "pyarrow-nested.parquet")
    print("pyarrow-nested.parquet")


def pandas():
    import pandas as pd

    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame.to_csv(out / "pandas.csv", index=False)
    frame.to_csv(out / "pandas-na.csv", index=False, na_rep="NULL")
    frame.to_json(out / "pandas.json", date_format="iso")
    frame.to_json(out / "pandas-split.json", date_format="iso", orient="split")
    frame.to_json(out / "pandas.jsonl", date_format="iso", orient="records", lines=True)
    for name in ("pandas.csv", "pandas-na.csv", "pandas.json", "pandas-split.json", "pandas.jsonl"):
        print(name)
    try:
        frame.to_parquet(out / "pandas.parquet")
        print("pandas.parquet")
        with pd.ExcelWriter(out / "pandas.xlsx") as book:
            pd.DataFrame({"note": ["not this one"]}).to_excel(book, sheet_name="About", index=False)
            frame.to_excel(book, sheet_name="Orders", index=False)
        print("pandas.xlsx")
    except ImportError:
        pass


def polars():
    import polars as pl

    frame = pl.DataFrame(rows, schema=COLUMNS, orient="row", infer_schema_length=None)
    frame.write_csv(out / "polars.csv")
    frame.write_parquet(out / "polars.parquet")
    frame.write_ndjson(out / "polars.jsonl")
    for name in ("polars.csv", "polars.parquet", "polars.jsonl"):
        print(name)


def duckdb():
    import duckdb

    base = duckdb.connect()
    base.execute("CREATE TABLE t (order_id INT, sku INT, quantity INT, unit_price DOUBLE, ordered_at TIMESTAMP, customer_id INT, status VARCHAR)")
    base.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    for name, how in [("duckdb.csv", "(HEADER)"), ("duckdb.parquet", "(FORMAT parquet)"), ("duckdb.json", "(FORMAT json)")]:
        base.execute(f"COPY t TO '{out / name}' {how}")
        print(name)


for write in (plain, pyarrow, pandas, polars, duckdb):
    try:
        write()
    except ImportError as error:
        print(f"{write.__name__} is not here: {error}", file=sys.stderr)
