// Test aid: a script in a process of its own, with a folder that is a disk of a size: a tmpfs in a mount namespace, gone with
// the process.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const mounted = (folder: string, sizeMiB: number, then: string) => [
  "-rm",
  "sh",
  "-c",
  `mount -t tmpfs -o size=${sizeMiB}m tmpfs "$0" && ${then}`,
  folder,
];

/** Not on every system, nor in every container. */
export function hasSmallDisks(): boolean {
  if (process.platform !== "linux") return false;
  return spawnSync("unshare", mounted(mkdtempSync(join(tmpdir(), "snapscope-disk-")), 1, "true")).status === 0;
}

/** What the script printed, each line JSON. Its arguments end with the folder; `here` is where its imports begin. */
export async function onSmallDisk(sizeMiB: number, script: string, { here, args = [] }: { here: string; args?: string[] }) {
  const folder = mkdtempSync(join(tmpdir(), "snapscope-disk-"));
  const command = mounted(folder, sizeMiB, 'exec "$@" "$0"');
  const child = spawn("unshare", [...command, process.execPath, "--input-type=module-typescript", "-e", script, ...args], {
    cwd: here,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const printed = await text(child.stdout);
  return printed
    .split("\n")
    .filter((line) => line.startsWith("{") || line.startsWith("["))
    .map((line) => JSON.parse(line));
}
