"""Adds up revenue by arm from events that come twice and a shop's orders, in DuckDB: the peer of `pairwell-bench report`; prints JSON.

    python3 duckdb_report.py EVENTS.jsonl ORDERS.csv THREADS
"""
import json, sys
import duckdb

WEEK = 7 * 86_400_000
# Each event once by device and count; each device in its first arm, from its first exposure on, for a week that has closed.
SQL = """
    WITH events AS (
        SELECT device, seq, any_value(type) AS type, any_value(time) AS time, any_value(arms.autumn) AS arm, any_value("order") AS id
        FROM read_json('{events}', format = 'newline_delimited', columns = {{
            device: 'VARCHAR', seq: 'UINTEGER', type: 'VARCHAR', time: 'BIGINT', arms: 'STRUCT(autumn VARCHAR)', "order": 'VARCHAR'}})
        GROUP BY device, seq),
    met AS (
        SELECT device, arg_min(arm, seq) AS arm, min(time) FILTER (type = 'exposure') AS met FROM events GROUP BY device),
    counted AS (SELECT device, arm, met FROM met WHERE met + {week} <= (SELECT max(time) FROM events)),
    sold AS (SELECT order_id, sum(round(quantity * unit_price * 100))::BIGINT AS cents FROM read_csv('{orders}') GROUP BY order_id),
    revenue AS (
        SELECT events.device, sum(cents) AS cents
        FROM events JOIN counted USING (device) JOIN sold ON sold.order_id = events.id
        WHERE type = 'order' AND time >= met AND time < met + {week}
        GROUP BY events.device)
    SELECT arm, count(*), coalesce(sum(cents), 0)::BIGINT, coalesce(sum(cents * cents), 0)::HUGEINT
    FROM counted LEFT JOIN revenue USING (device) GROUP BY arm ORDER BY arm"""


def main(events, orders, threads):
    connection = duckdb.connect(config={"threads": int(threads)})
    rows = connection.execute(SQL.format(events=events, orders=orders, week=WEEK)).fetchall()
    print(json.dumps({"devices": [row[1] for row in rows], "cents": [row[2] for row in rows]}))


main(*sys.argv[1:])
