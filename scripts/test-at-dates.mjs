import { runOnNode } from "./run-on-node.mjs";

runOnNode("scripts/test-at-dates.ts", process.argv.slice(2), { tests: true });
