import { runOnNode } from "./run-on-node.mjs";

runOnNode("scripts/bench.ts", process.argv.slice(2), { tests: true });
