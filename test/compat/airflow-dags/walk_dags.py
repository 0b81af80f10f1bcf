"""The DAGs of ../dags for a real Airflow 3.3: the same names, tasks, values and failures, for a walk on both sides."""

from __future__ import annotations

import time
from datetime import timedelta

import pendulum
from airflow.sdk import DAG, Asset, AssetAlias, Param, TaskGroup, task

START = pendulum.datetime(2026, 1, 1, tz="UTC")
COMMON = {"owner": "walkers"}

with DAG(
    "walk_etl",
    schedule=None,
    start_date=START,
    tags=["walk", "etl"],
    default_args=COMMON,
    description="Extracts, transforms, loads.",
    params={"count": Param(3, type="integer", minimum=1, maximum=1000)},
) as etl:

    @task
    def extract(params: dict) -> list[int]:
        print(f"extracting {params['count']} rows")
        return list(range(params["count"]))

    @task
    def transform(rows: list[int]):
        print(f"transforming {len(rows)} rows")
        return {"sum": sum(rows), "rows": len(rows)}

    @task
    def load(totals: dict) -> str:
        print(f"loaded {totals['rows']} rows")
        return f"loaded {totals['rows']}"

    load(transform(extract()))

with DAG("walk_flaky", schedule=None, start_date=START, tags=["walk"], default_args=COMMON) as flaky:

    @task(retries=2, retry_delay=timedelta(seconds=1))
    def second_time_lucky(ti=None) -> int:
        print(f"this is try {ti.try_number}")
        if ti.try_number < 2:
            raise ValueError("not the first time")
        return ti.try_number

    second_time_lucky()

with DAG("walk_fails", schedule=None, start_date=START, tags=["walk", "broken"], default_args=COMMON) as fails:

    @task
    def prepare() -> str:
        return "prepared"

    @task
    def fail(_: str) -> None:
        raise RuntimeError("no such column: price")

    @task
    def after(_: None) -> str:
        return "after"

    after(fail(prepare()))

with DAG("walk_slow", schedule=None, start_date=START, tags=["walk"], default_args=COMMON) as slow:

    @task
    def wait() -> str:
        time.sleep(120)
        return "waited"

    wait()

with DAG("walk_mapped", schedule=None, start_date=START, tags=["walk", "mapped"], default_args=COMMON) as mapped:

    @task
    def numbers() -> list[int]:
        return [1, 2, 3]

    listed = numbers()

    with TaskGroup("work"):

        @task
        def square(n: int) -> int:
            return n * n

        squares = square.expand(n=listed)

    @task
    def total(values) -> int:
        return sum(values)

    total(squares)

with DAG(
    "walk_daily",
    schedule="0 0 * * *",
    start_date=START,
    catchup=False,
    max_active_runs=1,
    tags=["walk", "scheduled"],
    default_args=COMMON,
) as daily:

    @task
    def report(data_interval_start=None) -> str:
        return str(data_interval_start)

    report()

ORDERS = Asset(name="walk_orders", uri="s3://walk/orders.json", group="walk", extra={"team": "walkers"})
PRICES = Asset(name="walk_prices", uri="s3://walk/prices.json", group="walk")

with DAG("walk_producer", schedule=None, start_date=START, tags=["walk", "assets"], default_args=COMMON) as producer:

    @task(outlets=[ORDERS])
    def write_orders(outlet_events=None) -> str:
        outlet_events[ORDERS].extra = {"rows": 7}
        return "written"

    @task(outlets=[AssetAlias("walk_alias")])
    def write_alias() -> str:
        return "aliased"

    write_orders() >> write_alias()

with DAG("walk_consumer", schedule=[ORDERS], start_date=START, tags=["walk", "assets"], default_args=COMMON) as consumer:

    @task(inlets=[ORDERS])
    def read_orders() -> str:
        return "read"

    read_orders()

with DAG("walk_both", schedule=ORDERS & PRICES, start_date=START, tags=["walk", "assets"], default_args=COMMON) as both:

    @task
    def join() -> str:
        return "joined"

    join()

with DAG("walk_doomed", schedule=None, start_date=START, tags=["walk"], default_args=COMMON) as doomed:

    @task
    def nothing() -> None:
        return None

    nothing()
