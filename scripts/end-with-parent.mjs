// What was started to serve somebody ends when they are gone: else it stays a server nobody holds any more, on a port and
// a data directory the next start wants. Processes of ours hold a channel (`ipc`), which the system closes when its other
// end dies, however it dies. npm holds none, and leaves what it started running when it is killed, or sent a signal alone:
// there the numbers of the processes above are looked at, that of npm and of the shell it may put between.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const parent = process.ppid;

/** Calls back once, within a second. Started by neither: never, as a server may well outlive its terminal. */
export function endWithParent(end) {
  if (process.connected === true) process.once("disconnect", end);
  else if (process.connected === false) end();
  else if (process.env.npm_lifecycle_event) whenNpmIsGone(end);
}

function whenNpmIsGone(end) {
  const { name, above } = lookUp(parent);
  const npm = /^(ba|da|z|k|a)?sh$/.test(name) ? above : parent;
  const timer = setInterval(() => {
    if (process.ppid === parent && isThere(npm)) return;
    clearInterval(timer);
    end();
  }, 500);
  timer.unref();
}

/** The name of a process, and the number of the one above it. On Windows neither is asked for: it is not known as a shell. */
function lookUp(pid) {
  const [, name = "", above] = (process.platform === "linux" ? inProc(pid) : process.platform !== "win32" && inPs(pid)) || [];
  return { name, above: Number(above) };
}

function inProc(pid) {
  try {
    return /^\d+ \((.*)\) \S (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    // It is gone already, as the next look will tell.
    return null;
  }
}

function inPs(pid) {
  const { stdout } = spawnSync("ps", ["-o", "comm=,ppid=", "-p", String(pid)], { encoding: "utf8" });
  return /^(?:.*\/)?(\S+)\s+(\d+)\s*$/.exec(stdout ?? "");
}

function isThere(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
