// Runs a TypeScript entry on our own Node: the shared tail of `local-azure`, `bench` and `scrub`.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { assertNodeVersion, ensureInstalled, nodeBinary, pathWithNode, root } from "./bootstrap.mjs";
import { endWithParent } from "./end-with-parent.mjs";

export function runOnNode(entry, args, environment = {}) {
  assertNodeVersion();
  ensureInstalled();
  const child = spawn(nodeBinary(), [join(root, entry), ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...pathWithNode(), ...environment },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  endWithParent(() => child.kill("SIGTERM"));
  child.on("exit", (code) => process.exit(code ?? 1));
}
