"""The benchmark's DAGs for Airflow 3, under the ids and in the shapes of bench/dags: put this file into its DAG folder.

F maps BENCH_F_COUNT instances, 1,000 unless set: Airflow refuses more than core.max_map_length, which is 1,024 at first.
"""

import os
import time

from airflow.sdk import DAG, task

F_COUNT = int(os.environ.get("BENCH_F_COUNT", "1000"))
COMMON = {"schedule": None, "catchup": False, "max_active_runs": 1000, "max_active_tasks": 1000}


def fib(n: int) -> int:
    return n if n < 2 else fib(n - 1) + fib(n - 2)


@task
def compute(n: int) -> int:
    return fib(n)


def chain(dag_id: str, length: int, n: int) -> DAG:
    with DAG(dag_id, is_paused_upon_creation=False, **COMMON) as dag:
        last = None
        for index in range(length):
            step = compute.override(task_id=f"step_{index}")(n)
            if last is not None:
                last >> step
            last = step
    return dag


bench_a = chain("bench_a", 40, 10)
bench_b = chain("bench_b", 10, 33)
bench_d = chain("bench_d", 5, 1)

with DAG("bench_c", is_paused_upon_creation=False, **COMMON) as bench_c:
    first = compute.override(task_id="first")(10)
    last = compute.override(task_id="last")(10)
    for part in range(200):
        first >> compute.override(task_id=f"part_{part}")(10) >> last

with DAG("bench_e", is_paused_upon_creation=False, **COMMON) as bench_e:

    @task
    def begin() -> float:
        """When author code began, in epoch milliseconds."""
        return time.time() * 1000

    begin()

with DAG("bench_f", is_paused_upon_creation=False, **COMMON) as bench_f:

    @task
    def items() -> list[int]:
        return list(range(F_COUNT))

    @task
    def each(item: int) -> None:
        return None

    each.expand(item=items())
