import { assertNodeVersion, ensureBuilt, ensureInstalled } from "./bootstrap.mjs";
import { runOnNode } from "./run-on-node.mjs";

assertNodeVersion();
await ensureInstalled();
// It kills the dashboard that `npm start` runs.
await ensureBuilt();
await runOnNode("scripts/chaos.ts", process.argv.slice(2));
