import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { HostError } from "./host-error.ts";

export const HOST = "127.0.0.1";

/** The port itself when it is free, a free one for 0. A busy port is a HostError that names who holds it. */
export async function reservePort(port: number): Promise<number> {
  const server = createServer();
  const listening = new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => resolve((server.address() as AddressInfo).port));
  });
  try {
    const found = await listening;
    await new Promise((resolve) => server.close(resolve));
    return found;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      throw new HostError(`port ${port} is held by ${findHolder(port)}; stop it first, or choose another --port`);
    }
    throw error;
  }
}

function findHolder(port: number): string {
  const pid = process.platform === "linux" ? findHolderInProc(port) : findHolderByLsof(port);
  return pid === null ? "another program" : `process ${pid.number} (${pid.name})`;
}

interface Holder {
  readonly number: string;
  readonly name: string;
}

/** /proc/net/tcp names the socket's inode; the holder has it open. State 0A is listening. */
function findHolderInProc(port: number): Holder | null {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const lines = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) => readText(file).split("\n"));
  const sockets = lines.map((line) => line.trim().split(/\s+/));
  const inode = sockets.find((fields) => fields[1]?.endsWith(`:${hex}`) === true && fields[3] === "0A")?.[9];
  const number = listNames("/proc").find((name) => /^\d+$/.test(name) && hasSocket(name, `socket:[${inode}]`));
  return number === undefined ? null : { number, name: readText(`/proc/${number}/comm`).trim() };
}

function hasSocket(pid: string, socket: string): boolean {
  return listNames(`/proc/${pid}/fd`).some((name) => readLink(`/proc/${pid}/fd/${name}`) === socket);
}

function findHolderByLsof(port: number): Holder | null {
  try {
    const args = ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"];
    const text = execFileSync("lsof", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const [, number, name] = /^p(\d+)\nc(.*)$/m.exec(text) ?? [];
    return number === undefined || name === undefined ? null : { number, name };
  } catch {
    return null;
  }
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
