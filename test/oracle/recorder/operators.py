"""Operators of recorded DAGs: none of them is ever executed."""

from airflow.providers.standard.operators.branch import BaseBranchOperator
from airflow.sdk import BaseOperator


class Work(BaseOperator):
    def __init__(self, *, item=None, **options):
        super().__init__(**options)
        self.item = item


class Branch(BaseBranchOperator):
    def __init__(self, *, item=None, **options):
        super().__init__(**options)
        self.item = item
