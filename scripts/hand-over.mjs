// What a command does once all is installed: runs an entry on our own Node in its place. They end together, whichever
// ends first and however: a signal is passed on, and the channel between them tells the entry when this process is killed.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { nodeBinary, pathWithNode, root } from "./bootstrap.mjs";
import { endWithParent } from "./end-with-parent.mjs";

export function handOver(entry, args, environment = {}) {
  const child = spawn(nodeBinary(), [join(root, entry), ...args], {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...pathWithNode(), ...environment },
  });
  // Ctrl-C reaches the whole group; a signal sent to us alone is passed on.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  endWithParent(() => child.kill("SIGTERM"));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}
