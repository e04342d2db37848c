"""Counts pairs of items by SQL self-join in DuckDB: the peer of `pairwell-bench scale`; prints one JSON object.

    python3 duckdb_pairs.py ORDERS.parquet FLOOR THREADS [PAIRS.csv]
"""
import json, resource, sys, time
import duckdb

STAGES = {
    "read": """
        CREATE TEMP TABLE edges AS SELECT DISTINCT order_id, item_id FROM read_parquet('{path}');
        CREATE TEMP TABLE items AS
            SELECT item_id, count(*) AS orders, (row_number() OVER (ORDER BY item_id) - 1)::INTEGER AS iid
            FROM edges GROUP BY item_id;
        CREATE TEMP TABLE dense AS SELECT order_id, iid FROM edges JOIN items USING (item_id);""",
    "count": """
        CREATE TEMP TABLE pairs AS
            SELECT a.iid AS a, b.iid AS b, count(*) AS n
            FROM dense a JOIN dense b ON a.order_id = b.order_id AND a.iid < b.iid
            GROUP BY a.iid, b.iid HAVING count(*) >= {floor};""",
}
# The same sum as count.rs: whatever the order of the pairs.
CHECKSUM = """
    SELECT count(*), coalesce(sum(n), 0)::BIGINT, coalesce(sum(
        ((a::HUGEINT * 1000003 + b::HUGEINT * 7919 + n::HUGEINT) * 2654435761) % 4294967291), 0)::HUGEINT
    FROM pairs"""


def spent():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main(path, floor, threads, out=None):
    connection = duckdb.connect(config={"threads": int(threads)})
    answer = {"duckdb": duckdb.__version__}
    for stage, sql in STAGES.items():
        wall, cpu = time.monotonic(), spent()
        for statement in filter(str.strip, sql.format(path=path, floor=int(floor)).split(";")):
            connection.execute(statement)
        answer[stage] = {"wall": time.monotonic() - wall, "cpu": spent() - cpu}
    pairs, together, checksum = connection.execute(CHECKSUM).fetchone()
    answer |= {"pairs": pairs, "together": together, "checksum": str(checksum)}
    if out:
        connection.execute(f"COPY (SELECT a, b, n FROM pairs ORDER BY a, b) TO '{out}' (HEADER false)")
    print(json.dumps(answer))


main(*sys.argv[1:])
