"""399 DAGs of three tasks in a row, and one of 120: what `npm run bench:api` lists. history.sql gives them a past."""

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG

for index in range(399):
    team = f"team_{index % 30}"
    with DAG(f"seed_{index}", schedule=None, tags=["seed", team], default_args={"owner": team}) as d:
        EmptyOperator(task_id="task_0") >> EmptyOperator(task_id="task_1") >> EmptyOperator(task_id="task_2")
    globals()[f"seed_{index}"] = d

with DAG("wide", schedule=None) as wide:
    for index in range(120):
        EmptyOperator(task_id=f"task_{index}")
