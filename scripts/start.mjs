// `npm start`: install what is missing, build what changed, serve. With --dev: Next's development server.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { assertNodeVersion, ensureBuilt, ensureInstalled, nodeBinary, pathWithNode, root } from "./bootstrap.mjs";
import { endWithParent } from "./end-with-parent.mjs";

assertNodeVersion();
ensureInstalled();
const args = process.argv.slice(2);
if (!args.includes("--dev")) ensureBuilt();

const child = spawn(nodeBinary(), [join(root, "scripts/supervise.ts"), ...args], {
  cwd: root,
  stdio: "inherit",
  env: { ...pathWithNode(), NODE_ENV: args.includes("--dev") ? "development" : "production", NEXT_TELEMETRY_DISABLED: "1" },
});
// Ctrl-C reaches the whole group; a signal sent to us alone is passed on.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
endWithParent(() => child.kill("SIGTERM"));
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
