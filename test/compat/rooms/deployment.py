"""What the deployment says of itself."""

from server import Server
from steps import Steps, equal, refused, true, within


def walk(server: Server, steps: Steps) -> None:
    with steps.step("health: database and scheduler"):
        health = server.monitor.get_health()
        equal((health.metadatabase.status, health.scheduler.status), ("healthy", "healthy"))

    with steps.step("the version is one that clients of Airflow 3 know"):
        true(server.version.get_version().version.startswith("3."), "version")

    with steps.step("configuration: sections of options"):
        sections = {section.name: section.options for section in server.config.get_config().sections}
        within("core", sections)
        true(len(sections["core"]) >= 1)

    with steps.step("one section, and one option of it"):
        equal([section.name for section in server.config.get_config(section="core").sections], ["core"])
        option = server.config.get_config_value("core", "default_timezone").sections[0].options[0]
        equal(option.key, "default_timezone")

    with steps.step("configuration as text"):
        status, text = server.raw("GET", "/api/v2/config?section=core", headers={"accept": "text/plain"})
        equal(status, 200)
        within("[core]", text)

    with steps.step("an option and a section that there are not: 404"):
        refused(404, lambda: server.config.get_config_value("core", "nothing"))
        refused(404, lambda: server.config.get_config(section="nothing"))

    with steps.step("plugins, and none that failed"):
        equal(len(server.plugin.get_plugins().plugins), server.plugin.get_plugins().total_entries)
        equal(server.plugin.import_errors().total_entries, 0)

    with steps.step("providers"):
        page = server.provider.get_providers()
        equal(len(page.providers), page.total_entries)

    with steps.step("jobs: a scheduler is alive"):
        page = server.job.get_jobs(job_type="SchedulerJob", is_alive=True)
        true(page.total_entries >= 1, page)
        equal({job.job_type for job in page.jobs}, {"SchedulerJob"})

    with steps.step("jobs of no kind that there is"):
        equal(server.job.get_jobs(job_type="nothing").total_entries, 0)

    with steps.step("how many runs of all DAGs"):
        counted = {entry.dag_id for entry in server.dag_stats.get_dag_stats().dags}
        within("walk_etl", counted)

    with steps.step("where a browser logs in"):
        status, _ = server.raw("GET", "/api/v2/auth/login")
        within(status, (200, 307, 404))

    def refuse_test() -> None:
        body = {"connection_id": "a", "conn_type": "http", "host": server.url}
        equal(server.raw("POST", "/api/v2/connections/test", body)[0], 403)

    def fail_test() -> None:
        body = {"connection_id": "a", "conn_type": "walkers_own"}
        status, answer = server.raw("POST", "/api/v2/connections/test", body)
        equal((status, answer["status"]), (200, False))

    steps.only("tradewind", "tests no connection: 403", refuse_test)
    steps.only("airflow", "a connection of a type that no one knows does not pass a test", fail_test)
