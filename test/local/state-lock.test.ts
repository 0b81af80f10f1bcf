import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chooseAdminPassword } from "../../src/local/admin-password.ts";
import { chooseSecretKey } from "../../src/local/secret-key.ts";
import { identify, isAlive, kill } from "../../src/local/process-identity.ts";
import { lockState, writeRuntime } from "../../src/local/state-lock.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "state-lock-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A process that waits to be ended. */
function startOther() {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  const identity = identify(child.pid ?? 0);
  if (identity === null) throw new Error("it did not start");
  return { child, identity };
}

describe("the lock of a state folder", () => {
  it("is free again after its release", async () => {
    const release = await lockState(folder, "http://one");
    await expect(lockState(folder, "http://two")).rejects.toThrow("which serves http://one");
    release();
    (await lockState(folder, "http://two"))();
  });

  it("is taken from a process that is no more, and from one whose number another has now", async () => {
    for (const stale of [
      { pid: 2 ** 30, startedAt: "1" },
      { pid: process.pid, startedAt: "0" },
    ]) {
      writeFileSync(join(folder, "host.lock"), JSON.stringify({ ...stale, url: "http://gone" }));
      const release = await lockState(folder, "http://here");
      await expect(lockState(folder, "http://here")).rejects.toThrow(`in use by process ${process.pid}`);
      release();
    }
  });

  it("is taken from a host that was killed while it wrote", async () => {
    writeFileSync(join(folder, "host.lock"), "{");
    (await lockState(folder, "http://here"))();
    expect(existsSync(join(folder, "host.lock"))).toBe(false);
  });

  it("ends the runtime that a killed host left behind", async () => {
    const { child, identity } = startOther();
    const exit = once(child, "exit");
    writeRuntime(folder, identity);
    (await lockState(folder, "http://here"))();
    await exit;
    expect(child.signalCode).toBe("SIGKILL");
  });

  it("leaves a process alone that only has the number of that runtime", async () => {
    const { child, identity } = startOther();
    writeRuntime(folder, { ...identity, startedAt: "0" });
    (await lockState(folder, "http://here"))();
    expect(isAlive(identity)).toBe(true);
    const exit = once(child, "exit");
    kill(identity);
    await exit;
    expect(isAlive(identity)).toBe(false);
  });
});

describe("the first password", () => {
  it("is made once, stays the same until the user exists, and is then forgotten", () => {
    const first = chooseAdminPassword(folder, {});
    const again = chooseAdminPassword(folder, {});
    expect(again.login).toEqual(first.login);
    expect(first.login).toMatchObject({ kind: "made", password: first.vars["TRADEWIND_ADMIN_PASSWORD"] });
    again.confirm();
    expect(chooseAdminPassword(folder, {})).toMatchObject({ login: { kind: "known_before" }, vars: {} });
  });

  it("is the one given, which no file holds", () => {
    const given = chooseAdminPassword(folder, { TRADEWIND_ADMIN_PASSWORD: "given" });
    expect(given.login).toEqual({ kind: "given", password: "given" });
    expect(existsSync(join(folder, "admin-password"))).toBe(false);
    given.confirm();
    expect(chooseAdminPassword(folder, {}).login).toEqual({ kind: "known_before" });
  });
});

describe("the key of secrets", () => {
  it("is made once and kept beside what it encrypts, for its owner only", () => {
    const first = chooseSecretKey(folder, {});
    expect(Buffer.from(first["TRADEWIND_SECRET_KEY"] ?? "", "base64")).toHaveLength(32);
    expect(chooseSecretKey(folder, {})).toEqual(first);
    expect(statSync(join(folder, "secret-key")).mode & 0o777).toBe(0o600);
  });

  it("is the one given, which no file holds", () => {
    expect(chooseSecretKey(folder, { TRADEWIND_SECRET_KEY: "given" })).toEqual({ TRADEWIND_SECRET_KEY: "given" });
    expect(existsSync(join(folder, "secret-key"))).toBe(false);
  });
});
