import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import type { Graph } from "../../../src/core/graph.ts";
import type { Manifest, ManifestFile } from "../../../src/core/manifest.ts";
import { findDag, listDagsToAdvance } from "../../../src/store/dag.ts";
import {
  findDagVersion,
  findDagVersionByHash,
  findPinnedVersions,
  findLatestDagVersion,
  listDagVersions,
} from "../../../src/store/dag-version.ts";
import { findDeployedHash, findDeployment, recordTick, takeUpManifest } from "../../../src/store/deployment.ts";
import { listImportErrors } from "../../../src/store/import-error.ts";
import { findPool } from "../../../src/store/pool.ts";
import { projectDag } from "../../../src/store/projection.ts";
import { makeDagView } from "./fixtures.ts";
import { countRows, failBatches } from "./spy-database.ts";

const db = env.DB;
const TABLES = ["dag", "dag_version", "import_error", "deployment"];

beforeEach(async () => {
  await db.batch(TABLES.map((name) => db.prepare(`delete from ${name}`)));
});

function makeGraph(dagId: string, change: Partial<Graph> = {}): Graph {
  return {
    v: 1,
    team: "default",
    dagId,
    displayName: null,
    description: "d'être",
    owners: ["ann"],
    tags: ["etl"],
    timetable: { kind: "cron_trigger", crons: ["0 6 * * *"], timezone: "UTC" },
    startDate: null,
    endDate: null,
    catchup: false,
    maxActiveRuns: 3,
    maxActiveTasks: null,
    dagrunTimeout: null,
    failFast: false,
    isPausedUponCreation: false,
    paramsSchema: null,
    paramsDefaults: {},
    groups: [],
    tasks: [],
    ...change,
  };
}
function compile(dagId: string, version = "1", change: Partial<Graph> = {}): ManifestFile {
  const dags = [{ graph: makeGraph(dagId, change), hash: `graph-${version}` }];
  return { kind: "compiled", file: `${dagId}.ts`, bundleId: `bundle-${version}`, source: `source ${version}`, dags };
}
function breakFile(file: string, message = "unexpected }"): ManifestFile {
  return { kind: "broken", file, source: "dag(}", errors: [{ reason: { code: "syntax", params: {} }, message }] };
}
let manifests = 0;
function ship(...files: ManifestFile[]): Manifest {
  return { v: 1, hash: `manifest-${(manifests += 1)}`, files };
}
const find = (dagId: string) => findDag(db, { team: "default", dagId });
async function listErrors() {
  const listed = await listImportErrors(db, {});
  return listed.ok ? listed.value.items : [];
}

describe("takeUpManifest", () => {
  it("writes DAGs and their first versions", async () => {
    const manifest = ship(compile("etl", "1", { isPausedUponCreation: true }));
    const key = { team: "default", dagId: "etl" };
    expect(await takeUpManifest(db, manifest, 100)).toEqual({ isChanged: true, changed: [key], stale: [] });
    expect(await findDeployedHash(db)).toBe(manifest.hash);
    expect(await find("etl")).toMatchObject({
      description: "d'être",
      owners: ["ann"],
      tags: ["etl"],
      file: "etl.ts",
      timetable: { kind: "cron_trigger", crons: ["0 6 * * *"], timezone: "UTC" },
      maxActiveRuns: 3,
      isPaused: true,
      isStale: false,
      graphHash: "graph-1",
      bundleId: "bundle-1",
      lastParsedAt: 100,
      seq: 0,
    });
    expect((await find("etl"))?.timetableSummary).toContain("0 6 * * *");
    const version = { ...key, versionNumber: 1, graphHash: "graph-1", bundleId: "bundle-1", createdAt: 100 };
    expect(await findDagVersion(db, key, 1)).toMatchObject({
      ...version,
      source: "source 1",
      graph: makeGraph("etl", { isPausedUponCreation: true }),
    });
    expect(await findDagVersionByHash(db, key, "graph-1", "bundle-2")).toBeNull();
    const pin = { ...key, graphHash: "graph-1" };
    const findPinned = await findPinnedVersions(db, [pin, { ...pin, graphHash: "graph-2" }]);
    expect(findPinned(pin)).toEqual(version);
    expect(findPinned({ ...pin, bundleId: "bundle-1" })).toEqual(version);
    expect([findPinned({ ...pin, bundleId: "bundle-2" }), findPinned({ ...pin, graphHash: "graph-2" })]).toEqual([
      null,
      null,
    ]);
  });

  it("changes nothing when repeated", async () => {
    const manifest = ship(compile("etl"), breakFile("b.ts"));
    await takeUpManifest(db, manifest, 100);
    expect(await takeUpManifest(db, manifest, 200)).toEqual({ isChanged: false, changed: [], stale: [] });
    // A second isolate that had not yet seen the hash writes the same rows.
    await db.prepare("delete from deployment").run();
    expect(await takeUpManifest(db, manifest, 300)).toMatchObject({ changed: [], stale: [] });
    expect(await find("etl")).toMatchObject({ lastParsedAt: 100 });
    expect(await listErrors()).toMatchObject([{ at: 100 }]);
  });

  it("writes only what changed, and leaves to the object what is its own", async () => {
    await takeUpManifest(db, ship(...Array.from({ length: 50 }, (_, n) => compile(`dag_${n}`))), 100);
    await projectDag(db, { view: makeDagView({ dagId: "dag_7", isPaused: true, liveRuns: ["r"] }), seq: 4, at: 150 });
    const files = Array.from({ length: 50 }, (_, n) => compile(`dag_${n}`, n === 7 ? "2" : "1", { maxActiveRuns: 9 }));
    const written: number[] = [];
    const { changed } = await takeUpManifest(countRows(db, "rows_written", written), ship(...files), 200);
    expect(changed).toEqual([{ team: "default", dagId: "dag_7" }]);
    expect(written[0]).toBeLessThan(10);
    const expected = {
      isPaused: true,
      liveRuns: 1,
      seq: 4,
      lastAdvancedAt: 150,
      graphHash: "graph-2",
      maxActiveRuns: 9,
      dueAt: 200,
    };
    expect(await find("dag_7")).toMatchObject(expected);
    expect((await listDagsToAdvance(db, 200, 60)).map(({ dagId }) => dagId)).toContain("dag_7");
  });

  it("numbers versions, and gives a definition that comes back its old number", async () => {
    const key = { team: "default", dagId: "etl" };
    for (const version of ["1", "2", "1", "3"])
      await takeUpManifest(db, ship(compile("etl", version), compile("other")), 100);
    const listed = await listDagVersions(db, { ...key, orderBy: ["-version_number"] });
    const numbers = listed.ok
      ? listed.value.items.map(({ versionNumber, graphHash }) => [versionNumber, graphHash])
      : listed.error;
    expect(numbers).toEqual([
      [3, "graph-3"],
      [2, "graph-2"],
      [1, "graph-1"],
    ]);
    expect(await findLatestDagVersion(db, key)).toMatchObject({ versionNumber: 3, source: "source 3" });
    expect(await findLatestDagVersion(db, { ...key, dagId: "other" })).toMatchObject({ versionNumber: 1 });
  });

  it("marks a DAG stale that is shipped no more, and takes it back", async () => {
    await takeUpManifest(db, ship(compile("a"), compile("b")), 100);
    expect(await takeUpManifest(db, ship(compile("a")), 200)).toMatchObject({ changed: [], stale: [{ dagId: "b" }] });
    expect([(await find("a"))?.isStale, (await find("b"))?.isStale]).toEqual([false, true]);
    expect(await takeUpManifest(db, ship(compile("a")), 250)).toMatchObject({ stale: [] });
    await takeUpManifest(db, ship(compile("a"), compile("b")), 300);
    expect(await find("b")).toMatchObject({ isStale: false, graphHash: "graph-1" });
  });

  it("keeps the DAG of a file that broke, with the error beside it until it is mended", async () => {
    await takeUpManifest(db, ship(compile("etl")), 100);
    await takeUpManifest(db, ship(breakFile("etl.ts")), 200);
    expect(await find("etl")).toMatchObject({ hasImportErrors: true, isStale: false, graphHash: "graph-1" });
    const [error] = await listErrors();
    const expected = { team: "default", file: "etl.ts", stackTrace: "unexpected }", source: "dag(}", at: 200 };
    expect(error).toMatchObject({ ...expected, reasons: [{ code: "syntax", params: {} }] });
    await takeUpManifest(db, ship(breakFile("etl.ts", "another")), 300);
    expect(await listErrors()).toMatchObject([{ id: error?.id, stackTrace: "another", at: 300 }]);
    await takeUpManifest(db, ship(compile("etl")), 400);
    expect(await listErrors()).toEqual([]);
    expect(await find("etl")).toMatchObject({ hasImportErrors: false });
  });

  it("gives the error of a new file to the team of its folder, and every team a default pool", async () => {
    await takeUpManifest(db, ship(breakFile("red/x.ts"), compile("etl", "1", { team: "blue" })), 100);
    expect(await listErrors()).toMatchObject([{ team: "red" }]);
    const pools = await Promise.all(["red", "blue"].map((team) => findPool(db, { team, name: "default_pool" })));
    expect(pools).toMatchObject([{ slots: -1 }, { slots: -1 }]);
  });

  it("writes all or nothing", async () => {
    await expect(
      takeUpManifest(failBatches(db, "Network connection lost.", 1), ship(compile("etl")), 1),
    ).rejects.toThrow("Network connection lost");
    expect([await find("etl"), await findDeployedHash(db)]).toEqual([null, null]);
  });
});

describe("recordTick", () => {
  it("keeps the latest tick beside the manifest", async () => {
    expect(await findDeployment(db)).toBeNull();
    await recordTick(db, 200);
    await recordTick(db, 100);
    expect(await findDeployment(db)).toEqual({ manifestHash: null, takenUpAt: null, tickedAt: 200 });
    const manifest = ship();
    await takeUpManifest(db, manifest, 300);
    expect(await findDeployment(db)).toEqual({ manifestHash: manifest.hash, takenUpAt: 300, tickedAt: 200 });
  });
});
