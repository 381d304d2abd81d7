import { assertNodeVersion, ensureBuilt, ensureInstalled } from "./bootstrap.mjs";
import { runOnNode } from "./run-on-node.mjs";

assertNodeVersion();
ensureInstalled();
// It kills the dashboard that `npm start` runs.
ensureBuilt();
runOnNode("scripts/chaos.ts", process.argv.slice(2));
