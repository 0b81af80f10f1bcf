"""Facts on what one pass of the scheduler queues: pools, priorities and limits of concurrency."""

from __future__ import annotations

from random import Random

from recorder import weights, world

# Passes recorded at most; what a pass queues holds its slots in the next one.
PASSES = 3


def task(name: str, **options) -> dict:
    return {"id": name} | options


def dag(name: str, tasks: list[dict], **options) -> dict:
    """Absolute weights unless a task says otherwise, so that a case shows its order at a glance."""
    return {"id": name} | options | {"tasks": [{"weight_rule": "absolute"} | each for each in tasks]}


def run(dag_id: str, number: int, tis: dict, **more) -> dict:
    date = f"2025-06-{number:02d}T00:00:00Z"
    return {"dag_id": dag_id, "run_id": f"r{number}", "logical_date": date, "state": "running", "tis": tis} | more


def case(group: str, name: str, dags: list[dict], runs: list[dict], **more) -> dict:
    pools = {"default_pool": {"slots": 128, "include_deferred": False}} | more.pop("pools", {})
    described = {"id": f"pools-{group}-{name}", "group": group, "pools": pools}
    return described | {"max_tis": 512, "executor_slots": 32} | more | {"dags": dags, "runs": runs}


def pool(slots: int, include_deferred: bool = False) -> dict:
    return {"slots": slots, "include_deferred": include_deferred}


def scheduled(*names: str) -> dict:
    return {name: "scheduled" for name in names}


def list_orders():
    weights = {"low": 1, "high": 9, "middle": 5, "negative": -2, "zero": 0}
    one = dag("d", [task(name, priority_weight=weight) for name, weight in weights.items()])
    for free in (1, 2, 3, 5):
        runs = [run("d", 2, scheduled(*weights))]
        yield case("order", f"weight-{free}-free", [one], runs, pools={"default_pool": pool(free)})
    same = dag("d", [task("a", priority_weight=3)])
    for free in (1, 2, 3):
        runs = [run("d", number, scheduled("a")) for number in (4, 2, 3)]
        yield case("order", f"logical-date-{free}-free", [same], runs, pools={"default_pool": pool(free)})
    mapped = dag("d", [task("m", expand=4)])
    for free in (1, 3):
        runs = [run("d", 2, scheduled("m[3]", "m[1]", "m[0]", "m[2]"))]
        yield case("order", f"map-index-{free}-free", [mapped], runs, pools={"default_pool": pool(free)})
    runs = [run("d", 3, scheduled("m[0]", "m[1]")), run("d", 2, scheduled("m[2]", "m[3]"))]
    yield case("order", "date-before-map-index", [mapped], runs, pools={"default_pool": pool(3)})
    two = [dag("d", [task("a", priority_weight=2)]), dag("e", [task("a", priority_weight=7)])]
    runs = [run("d", 2, scheduled("a")), run("e", 9, scheduled("a"))]
    yield case("order", "weight-before-date-over-dags", two, runs, pools={"default_pool": pool(1)})
    backfill = run("d", 2, scheduled("a"), type="backfill")
    yield case("order", "backfill-by-date-alike", [same], [run("d", 3, scheduled("a")), backfill])


def list_slots():
    tasks = [task(name, priority_weight=9 - index) for index, name in enumerate("abcd")]
    one = dag("d", tasks)
    for state in ("queued", "running", "deferred", "awaiting_input", "up_for_retry", "up_for_reschedule", "restarting"):
        for deferred in (False, True):
            tis = {"a": state, "b": state} | scheduled("c", "d")
            name = f"{state}-include-deferred-{str(deferred).lower()}"
            yield case("slots", name, [one], [run("d", 2, tis)], pools={"default_pool": pool(3, deferred)})
    for slots in (0, -1):
        runs = [run("d", 2, scheduled("a", "b"))]
        yield case("slots", f"total-{slots}", [one], runs, pools={"default_pool": pool(slots)})
    runs = [run("d", 2, {"a": "running", "b": "running", "c": "scheduled", "d": "scheduled"})]
    yield case("slots", "overfull", [one], runs, pools={"default_pool": pool(1)})
    elsewhere = dag("d", [task("a", pool="p"), task("b", pool="q"), task("c", pool="gone"), task("d")])
    runs = [run("d", 2, scheduled("a", "b", "c", "d"))]
    pools = {"default_pool": pool(0), "p": pool(1), "q": pool(0)}
    yield case("slots", "one-pool-open", [elsewhere], runs, pools=pools)
    pools = {"default_pool": pool(2), "p": pool(1), "q": pool(1)}
    distinct = dag("d", [each | {"priority_weight": 9 - index} for index, each in enumerate(elsewhere["tasks"])])
    yield case("slots", "pool-unknown", [distinct], runs, pools=pools)
    pools = {"default_pool": pool(0), "p": pool(0), "q": pool(0)}
    yield case("slots", "all-full", [distinct], runs, pools=pools)
    running = [run("d", 3, {"a": "running"}), run("d", 2, scheduled("a", "b"))]
    pools = {"default_pool": pool(9), "p": pool(1), "q": pool(1)}
    yield case("slots", "held-by-another-run", [distinct], running, pools=pools)


def list_large_tasks():
    """A task that takes more slots than are open, or than its pool has, and what goes past it."""
    for total in (1, 2, 3, 4):
        for large in (2, 3, 5):
            tasks = [
                task("large", pool="p", pool_slots=large, priority_weight=9),
                task("b", pool="p", priority_weight=5),
                task("c", pool="p", priority_weight=4),
                task("d", pool="p", pool_slots=2, priority_weight=3),
                task("e", priority_weight=1),
            ]
            runs = [run("d", 2, scheduled("large", "b", "c", "d", "e"))]
            yield case("large", f"{large}-of-{total}", [dag("d", tasks)], runs, pools={"p": pool(total)})
    tasks = [
        task("held", pool="p", priority_weight=1),
        task("large", pool="p", pool_slots=3, priority_weight=9),
        task("small", pool="p", priority_weight=2),
    ]
    for held in ("running", "queued", "success"):
        runs = [run("d", 2, {"held": held} | scheduled("large", "small"))]
        yield case("large", f"beside-{held}", [dag("d", tasks)], runs, pools={"p": pool(3)})
    runs = [run("d", 2, scheduled("large")), run("d", 3, scheduled("large", "small"))]
    yield case("large", "of-two-runs", [dag("d", tasks)], runs, pools={"p": pool(2)})
    stuck = [task(f"l{n}", pool="p", pool_slots=9, priority_weight=50 - n) for n in range(4)]
    one = dag("d", [*stuck, task("small", pool="p", priority_weight=1)])
    names = [each["id"] for each in one["tasks"]]
    for free in (1, 2, 4):
        runs = [run("d", 2, scheduled(*names))]
        yield case("large", f"four-never-fit-{free}-free", [one], runs, pools={"p": pool(2)}, max_tis=free)
    other = dag("e", [task("x", priority_weight=0)])
    runs = [run("d", 2, scheduled(*names)), run("e", 2, scheduled("x"))]
    for limit in (1, 3, 5):
        yield case("large", f"before-another-dag-{limit}", [one, other], runs, pools={"p": pool(2)}, max_tis=limit)
    for slots in (1, 2):
        tasks = [task("m", pool="p", pool_slots=slots, expand=4), task("z", pool="p", priority_weight=0)]
        runs = [run("d", 2, scheduled("m[0]", "m[1]", "m[2]", "m[3]", "z"))]
        yield case("large", f"mapped-of-{slots}", [dag("d", tasks)], runs, pools={"p": pool(3)})


def list_dag_limits():
    tasks = [task(name, priority_weight=20 - index) for index, name in enumerate("abcdef")]
    for limit in (1, 2, 4):
        one = dag("d", tasks, max_active_tasks=limit)
        for state in ("running", "queued", "deferred", "awaiting_input", "up_for_reschedule"):
            runs = [run("d", 2, {"a": state} | scheduled("b", "c", "d", "e", "f"))]
            yield case("max-active-tasks", f"{limit}-beside-{state}", [one], runs)
    one = dag("d", tasks, max_active_tasks=2)
    runs = [run("d", number, scheduled("a", "b", "c")) for number in (2, 3)]
    yield case("max-active-tasks", "per-run", [one], runs)
    runs = [run("d", 2, {"e": "running", "f": "running"} | scheduled("a", "b")), run("d", 3, scheduled("a", "b"))]
    yield case("max-active-tasks", "one-run-full", [one], runs)
    for limit in (1, 2, 3):
        yield case("max-active-tasks", f"one-run-full-pass-of-{limit}", [one], runs, max_tis=limit)
    two = [one, dag("e", tasks, max_active_tasks=3)]
    runs = [run("d", 2, scheduled(*"abcd")), run("e", 3, scheduled(*"abcd"))]
    yield case("max-active-tasks", "two-dags", two, runs)
    yield case("max-active-tasks", "two-dags-one-pool", two, runs, pools={"default_pool": pool(4)})
    mixed = [
        task("a", pool="p", priority_weight=9),
        task("b", pool="p", priority_weight=8),
        task("c"),
        task("d2", priority_weight=0),
    ]
    one = dag("d", mixed, max_active_tasks=2)
    runs = [run("d", 2, scheduled("a", "b", "c", "d2"))]
    yield case("max-active-tasks", "full-pool-takes-no-place", [one], runs, pools={"p": pool(0)})
    large = [each | {"pool_slots": 5} if each["id"] in "ab" else each for each in mixed]
    one = dag("d", large, max_active_tasks=2)
    yield case("max-active-tasks", "never-fitting-tasks-take-places", [one], runs, pools={"p": pool(2)})
    for paused in (True, False):
        one = dag("d", tasks, paused=paused)
        yield case("may-run", f"paused-{str(paused).lower()}", [one], [run("d", 2, scheduled("a"))])
    for state in ("queued", "running", "success", "failed"):
        runs = [run("d", 2, scheduled("a"), state=state)]
        yield case("may-run", f"run-{state}", [dag("d", tasks)], runs)


def list_task_limits():
    for option in ("max_active_tis_per_dag", "max_active_tis_per_dagrun"):
        short = option.removeprefix("max_active_tis_")
        for limit in (1, 2):
            tasks = [task("m", expand=4, priority_weight=5, **{option: limit}), task("z", priority_weight=1)]
            one = dag("d", tasks)
            mapped = scheduled("m[0]", "m[1]", "m[2]", "m[3]")
            yield case("task-limit", f"{short}-{limit}", [one], [run("d", 2, mapped | scheduled("z"))])
            runs = [run("d", number, mapped | scheduled("z")) for number in (2, 3)]
            yield case("task-limit", f"{short}-{limit}-two-runs", [one], runs)
            for free in (1, 3):
                pools = {"default_pool": pool(free)}
                yield case("task-limit", f"{short}-{limit}-two-runs-{free}-free", [one], runs, pools=pools)
            for state in ("running", "queued", "deferred", "awaiting_input", "up_for_reschedule", "up_for_retry"):
                runs = [run("d", 2, {"m[0]": state, "m[1]": "scheduled", "m[2]": "scheduled", "z": "scheduled"})]
                runs.append(run("d", 3, scheduled("m[0]", "m[1]")))
                yield case("task-limit", f"{short}-{limit}-beside-{state}", [one], runs)
    both = {"max_active_tis_per_dag": 3, "max_active_tis_per_dagrun": 2}
    one = dag("d", [task("m", expand=3, **both)])
    runs = [run("d", number, scheduled("m[0]", "m[1]", "m[2]")) for number in (2, 3)]
    yield case("task-limit", "both", [one], runs)
    one = dag("d", [task("m", expand=3, **both), task("n", expand=3, priority_weight=2)], max_active_tasks=3)
    runs = [run("d", 2, scheduled("m[0]", "m[1]", "m[2]", "n[0]", "n[1]"))]
    yield case("task-limit", "with-max-active-tasks", [one], runs)


def list_pass_sizes():
    tasks = [task(name, priority_weight=9 - index) for index, name in enumerate("abcdef")]
    runs = [run("d", 2, scheduled(*"abcdef"))]
    for size in (1, 2, 4):
        yield case("pass", f"max-tis-{size}", [dag("d", tasks)], runs, max_tis=size)
        yield case("pass", f"executor-slots-{size}", [dag("d", tasks)], runs, executor_slots=size)
    yield case("pass", "nothing-scheduled", [dag("d", tasks)], [run("d", 2, {"a": "running"})])


def list_mixed(count: int):
    """Several DAGs, runs and pools at once. No two instances tie: then Airflow's order is up to the database."""
    number = 0
    seed = 0
    while number < count:
        seed += 1
        found = make_mixed(Random(seed))
        if found is not None:
            number += 1
            yield case("mixed", f"{number:02d}", **found)


def make_mixed(random: Random) -> dict | None:
    pools = {"default_pool": pool(random.randint(3, 9)), "p": pool(random.randint(2, 6), random.random() < 0.5)}
    pools["q"] = pool(random.choice([0, 2, 3, 4, -1]))
    dags = [make_mixed_dag(random, name) for name in random.sample(["d", "e", "f"], random.randint(1, 3))]
    dates = random.sample(range(2, 28), 6)
    runs = []
    for each in dags:
        for _ in range(random.randint(1, 2)):
            tis = {}
            for node in each["tasks"]:
                keys = [f"{node['id']}[{i}]" for i in range(node["expand"])] if "expand" in node else [node["id"]]
                for key in keys:
                    states = ["scheduled"] * 12 + ["running", "queued", "deferred", "success", None]
                    tis[key] = random.choice(states)
            runs.append(run(each["id"], dates.pop(), tis))
    ties = has_ties(dags)
    more = {"max_tis": random.choice([2, 3, 5, 512, 512]), "executor_slots": random.choice([3, 32, 32])}
    return None if ties else {"dags": dags, "runs": runs, "pools": pools} | more


def has_ties(dags: list[dict]) -> bool:
    """Runs differ in date, so two instances tie only with tasks of one weight in one DAG; indexes part a task's own."""
    return any(len({node["priority_weight"] for node in each["tasks"]}) < len(each["tasks"]) for each in dags)


def make_mixed_dag(random: Random, name: str) -> dict:
    tasks = []
    for index in range(random.randint(2, 6)):
        options: dict = {"priority_weight": random.randint(1, 12)}
        if random.random() < 0.6:
            options["pool"] = random.choice("pq")
        if random.random() < 0.3:
            options["pool_slots"] = random.randint(2, 3)
        if random.random() < 0.3:
            options["expand"] = random.randint(1, 3)
        if random.random() < 0.25:
            options["max_active_tis_per_dag"] = random.randint(1, 2)
        if random.random() < 0.25:
            options["max_active_tis_per_dagrun"] = 1
        tasks.append(task(f"t{index}", **options))
    return dag(name, tasks, max_active_tasks=random.choice([2, 3, 4, 16]))


def list_cases() -> list[dict]:
    parts = (list_orders(), list_slots(), list_large_tasks(), list_dag_limits(), list_task_limits(), list_pass_sizes())
    return [found for part in parts for found in part] + list(list_mixed(70))


def decide(described: dict) -> dict:
    from airflow.models.pool import Pool
    from airflow.utils.session import create_session

    world.empty_database()
    world.write_dags(described["dags"])
    with create_session() as session:
        session.query(Pool).delete()
        for name, values in described["pools"].items():
            session.add(Pool(pool=name, **values))
        for spec in described["runs"]:
            world.create_run(world.read_dag(spec["dag_id"], session), spec, session)
        session.commit()
        runner = make_runner(described["executor_slots"])
        passes: list[list[str]] = []
        while len(passes) < PASSES and (not passes or passes[-1]):
            queued = runner._executable_task_instances_to_queued(described["max_tis"], session)
            passes.append([f"{ti.dag_id} {ti.run_id} {world.write_key(ti)}" for ti in queued])
            session.commit()
        return {"queued": passes}


def make_runner(slots: int):
    from airflow.executors.base_executor import BaseExecutor
    from airflow.executors.executor_utils import ExecutorName
    from airflow.jobs.job import Job
    from airflow.jobs.scheduler_job_runner import SchedulerJobRunner

    executor = BaseExecutor(parallelism=slots)
    executor.name = ExecutorName(module_path="recorder.Executor", alias="recorder")
    return SchedulerJobRunner(job=Job(), executors=[executor])


def record() -> list[dict]:
    with world.frozen():
        return [found | {"expected": decide(found)} for found in list_cases()] + weights.record()
