-- 100,000 runs of history.py's DAGs with three instances each, one run in twenty failed; for a metadata database in PostgreSQL.
insert into dag_run (dag_id, run_id, run_type, state, logical_date, data_interval_start, data_interval_end, run_after, queued_at,
  start_date, end_date, clear_number, created_dag_version_id)
select 'seed_' || i % 399, 'scheduled__' || to_char(i, 'FM00000000'), 'scheduled', case when i % 20 = 0 then 'failed' else 'success' end,
  at, at, at, at, at, at + interval '5 milliseconds', at + interval '4 seconds', 0, v.id
from (select i, timestamptz '2026-01-01 00:00Z' + i * interval '1 minute' as at from generate_series(0, 99999) i) n
join dag_version v on v.dag_id = 'seed_' || i % 399;

insert into task_instance (id, dag_id, run_id, task_id, map_index, state, try_number, max_tries, pool, pool_slots, operator,
  priority_weight, queued_dttm, start_date, end_date, dag_version_id, updated_at)
select gen_random_uuid(), r.dag_id, r.run_id, 'task_' || k, -1, case when r.state = 'failed' and k = 2 then 'failed' else 'success' end,
  1, 0, 'default_pool', 1, 'EmptyOperator', 1, r.run_after, r.start_date + k * interval '1 millisecond',
  r.start_date + (k + 4) * interval '1 millisecond', r.created_dag_version_id, r.end_date
from dag_run r, generate_series(0, 2) k
where r.run_id like 'scheduled\_\_%' and r.dag_id like 'seed\_%';

analyze;
