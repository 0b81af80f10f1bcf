"""A DAG file that does not parse: the walk looks for it among the import errors."""

from airflow.sdk import nothing_of_that_name
