"""Facts on total priority weights of graphs."""

from __future__ import annotations

from random import Random

from recorder import world


def task(name: str, **options) -> dict:
    return {"id": name} | options


def list_cases(count: int) -> list[dict]:
    graphs = []
    for seed in range(count):
        random = Random(1000 + seed)
        names = [f"t{index}" for index in range(random.randint(3, 9))]
        tasks = []
        for index, name in enumerate(names):
            ups = [up for up in names[:index] if random.random() < 0.35]
            rule = random.choice(["downstream", "upstream", "absolute"]) if seed % 2 else None
            options = {"priority_weight": random.choice([-3, 0, 1, 1, 2, 5, 10])}
            if rule:
                options["weight_rule"] = rule
            if random.random() < 0.2:
                options["expand"] = 3
            tasks.append(task(name, up=ups, **options))
        graphs.append(tasks)
    huge = [task(f"t{i}", priority_weight=2_000_000_000, up=[f"t{i - 1}"] if i else []) for i in range(3)]
    graphs.append(huge)
    graphs.append([each | {"priority_weight": -2_000_000_000} for each in huge])
    graphs.append([each | {"weight_rule": "upstream"} for each in huge])
    teardown = [task("s", setup=True), task("w", up=["s"], priority_weight=4), task("x", up=["w"], teardown=["s"])]
    graphs.append(teardown)
    graphs.append([each | {"weight_rule": "upstream"} for each in teardown])
    return [
        {"id": f"pools-weight-{index:02d}", "group": "weight", "dags": [{"id": "d", "tasks": tasks}]}
        for index, tasks in enumerate(graphs)
    ]


def weigh(described: dict) -> dict:
    from airflow.utils.session import create_session

    world.empty_database()
    world.write_dags(described["dags"])
    with create_session() as session:
        dag = world.read_dag("d", session)
        spec = {"run_id": "r", "logical_date": "2025-06-02T00:00:00Z"}
        run = world.create_run(dag, spec, session)
        return {"weights": {ti.task_id: ti.priority_weight for ti in run.get_task_instances(session=session)}}


def record() -> list[dict]:
    return [found | {"expected": weigh(found)} for found in list_cases(24)]
