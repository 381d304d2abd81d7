// A number of a process is given to another one later: what it was started at tells them apart. On Linux in ticks since
// this boot, elsewhere to the second. Windows has no cheap way to ask, so nothing is proven there.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The same for the same process all its life, and for no other; undefined: it is gone, or that cannot be told. */
export function proofOf(pid: number): string | undefined {
  if (process.platform === "linux") return ofProc(pid);
  if (process.platform === "win32") return undefined;
  return ofPs(pid);
}

/** The fields are in proc(5); the second one, a name, may hold anything, brackets too. */
function ofProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state] = fields;
    const [threads, startedAtTicks] = [fields[17], fields[19]];
    // Dead, and not yet fetched by a parent: it holds nothing any more. While it has other threads it still may.
    if ((state === "Z" || state === "X") && Number(threads) <= 1) return undefined;
    if (startedAtTicks === undefined) return undefined;
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${startedAtTicks}`;
  } catch {
    return undefined;
  }
}

function ofPs(pid: number): string | undefined {
  const { stdout } = spawnSync("ps", ["-o", "state=,lstart=", "-p", String(pid)], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
  });
  const [state, ...startedAt] = (stdout ?? "").trim().split(/\s+/);
  return startedAt.length === 0 || state?.startsWith("Z") ? undefined : startedAt.join(" ");
}
