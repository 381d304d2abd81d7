import { runOnNode } from "./run-on-node.mjs";

await runOnNode("scripts/bench.ts", process.argv.slice(2), { tests: true });
