/** The status page's script. It asks the public interface every two seconds and writes what it gets as text only. */
export const SCRIPT = `const at = (id) => document.getElementById(id);
const KEY = "tradewind-token";
let shown = null;   // the run on show: {dag, run, task}
let log = { of: "", next: "", lines: [] };   // the newest lines of the task on show, and where to read on
const drawn = new Map();   // what stands in each place: the same again is not drawn, so focus stays where it is

function isNew(place, ...facts) {
  const text = JSON.stringify(facts), before = drawn.get(place);
  drawn.set(place, text);
  return text !== before;
}

function make(tag, text, className) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
}
function button(text, className, act) {
  const element = make("button", text, className);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}
function writeLine({ timestamp, level, event, logger, ...fields }) {
  const told = Object.entries(fields).map(([name, value]) => name + "=" + JSON.stringify(value));
  return [timestamp.slice(11, 19), level, event, ...told].join(" ");
}
async function ask(path, init = {}) {
  const token = sessionStorage.getItem(KEY);
  const headers = { Accept: "application/json", ...init.headers, ...(token ? { Authorization: "Bearer " + token } : {}) };
  const answer = await fetch(path, { ...init, headers });
  const body = answer.status === 204 ? null : await answer.json();
  if (answer.status === 401) { sessionStorage.removeItem(KEY); showLogin(); }
  if (!answer.ok) throw new Error(typeof body.detail === "string" ? body.detail : "The request was refused (" + answer.status + ")");
  return body;
}
const runPath = (dag, run) => "/api/v2/dags/" + encodeURIComponent(dag) + "/dagRuns/" + encodeURIComponent(run);
const post = (path, body) => ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
const when = (text) => (text ? new Date(text).toLocaleString() : "");

function showLogin() {
  at("login").hidden = false; at("leave").hidden = true; at("run").hidden = true;
  at("dags").replaceChildren(); drawn.clear();
  shown = null;
}
at("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  try {
    const { access_token } = await post("/auth/token", { username: form.get("username"), password: form.get("password") });
    sessionStorage.setItem(KEY, access_token);
    at("login").hidden = true; event.target.reset(); at("message").textContent = "";
    await refresh();
  } catch (error) { at("message").textContent = error.message; }
});
at("leave").addEventListener("click", async () => {
  await ask("/api/v2/auth/logout").catch(() => {});
  sessionStorage.removeItem(KEY);
  showLogin();
});

function drawDag(dag, runs) {
  const card = make("article", undefined, "card"), row = make("div", undefined, "row"), pills = make("div", undefined, "runs");
  const note = dag.is_paused ? "paused" : dag.timetable_summary ?? "";
  row.append(make("span", dag.dag_display_name, "name"), make("span", note, "faint"));
  for (const run of runs) {
    const pill = button(run.state, "pill " + run.state, () => { shown = { dag: dag.dag_id, run: run.dag_run_id, task: null }; refresh(); });
    pill.title = run.dag_run_id;
    pills.append(pill);
  }
  const trigger = button("Trigger", "quiet", async () => {
    try {
      const run = await post("/api/v2/dags/" + encodeURIComponent(dag.dag_id) + "/dagRuns", { logical_date: null });
      shown = { dag: dag.dag_id, run: run.dag_run_id, task: null };
      await refresh();
    } catch (error) { at("message").textContent = error.message; }
  });
  row.append(pills, trigger);
  card.append(row);
  return card;
}
async function drawDags() {
  const [{ dags }, { dag_runs }] = await Promise.all([
    ask("/api/v2/dags?limit=100"), ask("/api/v2/dags/~/dagRuns?limit=100&order_by=-run_after")]);
  if (!isNew("dags", dags, dag_runs)) return;
  const cards = dags.map((dag) => drawDag(dag, dag_runs.filter((run) => run.dag_id === dag.dag_id).slice(0, 5).reverse()));
  at("dags").replaceChildren(...(cards.length > 0 ? cards : [make("p", "No DAG has been taken up yet.", "faint")]));
}
async function drawRun({ dag, run, task }) {
  const path = runPath(dag, run);
  const [view, { task_instances }] = await Promise.all([ask(path), ask(path + "/taskInstances?limit=100&order_by=start_date")]);
  const chosen = task ?? task_instances.findLast((one) => one.start_date !== null);
  const current = chosen && task_instances.find((one) => one.task_id === chosen.task_id && one.map_index === chosen.map_index);
  if (current && current.try_number > 0) await readLog(path, current);
  else log = { of: "", next: "", lines: [] };
  if (!isNew("run", view, task_instances, log) && !at("run").hidden) return;
  const top = make("div", undefined, "row"), list = make("div", undefined, "runs"), card = make("article", undefined, "card");
  top.append(make("span", dag + " / " + run, "name"), make("span", view.state, "pill " + view.state), make("span", when(view.start_date), "faint"),
    button("Close", "quiet", () => { shown = null; at("run").hidden = true; }));
  for (const one of task_instances) {
    const name = one.task_id + (one.map_index >= 0 ? " [" + one.map_index + "]" : "") + ": " + (one.state ?? "waiting");
    list.append(button(name, "pill " + (one.state ?? ""), () => { shown = { dag, run, task: one }; refresh(); }));
  }
  card.append(top, list);
  if (log.of) card.append(make("p", "Log of " + current.task_id + ", try " + current.try_number, "faint"), make("pre", log.lines.join("\\n") || "No line yet."));
  at("run").replaceChildren(card);
  at("run").hidden = false;
}
async function readLog(path, one) {
  const of = path + "/taskInstances/" + encodeURIComponent(one.task_id) + "/logs/" + one.try_number + "?full_content=true&map_index=" + one.map_index;
  if (log.of !== of) log = { of, next: "", lines: [] };
  if (log.next === null) return;
  const page = await ask(of + (log.next ? "&token=" + log.next : "")).catch(() => ({ content: [], continuation_token: log.next }));
  log.lines.push(...page.content.map(writeLine));
  log.lines.splice(0, log.lines.length - 200);
  log.next = page.continuation_token;
}
async function refresh() {
  if (!sessionStorage.getItem(KEY)) return showLogin();
  at("leave").hidden = false;
  try {
    const health = await ask("/api/v2/monitor/health");
    at("health").textContent = "scheduler " + health.scheduler.status + ", database " + health.metadatabase.status;
    await drawDags();
    if (shown) await drawRun(shown);
    at("message").textContent = "";
  } catch (error) { at("message").textContent = error.message; }
}
async function poll() {
  if (!document.hidden) await refresh();
  setTimeout(poll, 2000);
}
poll();
`;
