import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** How much a seeded deployment holds. */
export const SEED = {
  teams: 30,
  dags: 400,
  groups: 20,
  tasksOfGroup: 25,
  manyRows: 10_000,
  largeGraph: 1_000,
} as const;

/** DAGs that are looked at one by one, as the interface names them. */
export const SPECIAL = {
  wide: "wide_500",
  huge: "rows_10000",
  large: "graph_1000",
  pulse: "pulse",
  chatter: "chatter",
} as const;

const WORDS = [
  "orders",
  "refunds",
  "sessions",
  "invoices",
  "shipments",
  "tickets",
  "prices",
  "stock",
  "leads",
  "clicks",
];
const VERBS = ["load", "clean", "match", "report", "export"];
const TIMES = ["@hourly", "@daily", "30 6 * * *", "*/15 * * * *", "0 2 * * 1"];

/** Writes the DAG files of a seeded deployment; nothing in them is due before `firstDue`, an instant. */
export function writeDags(folder: string, firstDue: number): void {
  mkdirSync(folder, { recursive: true });
  for (let team = 0; team < SEED.teams; team += 1) {
    writeFileSync(join(folder, `team_${pad(team)}.ts`), writeTeam(team, firstDue));
  }
  writeFileSync(join(folder, "wide.ts"), WIDE);
  writeFileSync(join(folder, "small.ts"), SMALL);
}

/** The DAG's id in the interface, by its number below `SEED.dags`. */
export function nameDag(index: number): string {
  const word = WORDS[index % WORDS.length] ?? "";
  const verb = VERBS[Math.floor(index / WORDS.length) % VERBS.length] ?? "";
  return `team_${pad(index % SEED.teams)}.${verb}_${word}_${index}`;
}

/** Every twentieth fails at its third task. */
export function isFailing(index: number): boolean {
  return index % 20 === 7;
}

function writeTeam(team: number, firstDue: number): string {
  const lines = ['import { dag } from "tradewind";'];
  for (let index = team; index < SEED.dags; index += SEED.teams) lines.push(...writeDag(index, firstDue));
  return `${lines.join("\n")}\n`;
}

function writeDag(index: number, firstDue: number): string[] {
  const [team = "", id = ""] = nameDag(index).split(".");
  const word = WORDS[index % WORDS.length] ?? "";
  const schedule =
    index % 4 === 3 ? "" : ` schedule: "${TIMES[index % TIMES.length] ?? ""}", startDate: new Date(${firstDue}),`;
  const options = `{ team: "${team}",${schedule} tags: ["${word}"], owners: ["${team}-data"], description: "${word}, part ${index}" }`;
  const store = isFailing(index)
    ? `(_, { log }) => { for (let line = 0; line < 60; line += 1) log("row " + line); throw new Error("the table of ${word} refuses row 60: no customer"); }`
    : `(_, { log }) => log("stored ${word}")`;
  return [
    `export const d${index} = dag("${id}", ${options});`,
    `const a${index} = d${index}.task("extract", (_, { log }) => { log("asking for ${word}"); return 1; });`,
    `const b${index} = d${index}.task("clean", { after: [a${index}] }, () => 1);`,
    `const c${index} = d${index}.task("store", { after: [b${index}] }, ${store});`,
    `d${index}.task("report", { after: [c${index}] }, () => 1);`,
  ];
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}

const WIDE = `import { dag } from "tradewind";

export const wide = dag("${SPECIAL.wide}", { description: "Many tasks in groups", tags: ["wide"] });
for (let part = 0; part < ${SEED.groups}; part += 1) {
  wide.group("part_" + part, (group) => {
    const tasks = Array.from({ length: ${SEED.tasksOfGroup} }, (_, step) => group.task("step_" + step, () => step));
    wide.chain(...tasks);
  });
}

export const huge = dag("${SPECIAL.huge}", { description: "As many rows as anyone has", tags: ["wide"] });
for (let row = 0; row < ${SEED.manyRows}; row += 1) huge.task("task_" + row, () => row);

export const large = dag("${SPECIAL.large}", { description: "A large graph", tags: ["wide"] });
let layer = [];
for (let depth = 0; depth < ${SEED.largeGraph / 25}; depth += 1) {
  const before = layer;
  layer = Array.from({ length: 25 }, (_, at) => {
    const after = before.filter((_, from) => from === at || (depth + at) % 7 === 0 && from === (at + 1) % 25);
    return large.task("node_" + depth + "_" + at, { after }, () => at);
  });
}
`;

const SMALL = `import { dag } from "tradewind";

/** Changes its state again and again. */
export const pulse = dag("${SPECIAL.pulse}", { maxActiveRuns: 100, tags: ["small"] });
const beats = Array.from({ length: 12 }, (_, beat) =>
  pulse.task("beat_" + String(beat).padStart(2, "0"), () => new Promise((done) => setTimeout(done, 400))),
);
pulse.chain(...beats);

/** Writes as many lines as an attempt keeps. */
export const chatter = dag("${SPECIAL.chatter}", { tags: ["small"] });
chatter.task("talk", (_, { log }) => {
  for (let line = 0; line < 49_000; line += 1) log("line " + line + " of the long story");
});
`;
