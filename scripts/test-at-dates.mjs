import { runOnNode } from "./run-on-node.mjs";

await runOnNode("scripts/test-at-dates.ts", process.argv.slice(2), { tests: true });
