// Runs a TypeScript entry on our own Node: the shared tail of `local-azure`, `bench`, `scrub` and others.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { assertNodeVersion, ensureInstalled, nodeBinary, pathWithNode, root } from "./bootstrap.mjs";
import { endWithParent } from "./end-with-parent.mjs";

/** `tests`: it needs packages that only tests need. */
export function runOnNode(entry, args, { tests = false } = {}) {
  assertNodeVersion();
  ensureInstalled({ tests });
  const child = spawn(nodeBinary(), [join(root, entry), ...args], {
    cwd: root,
    stdio: "inherit",
    env: pathWithNode(),
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  endWithParent(() => child.kill("SIGTERM"));
  child.on("exit", (code) => process.exit(code ?? 1));
}
