import { runOnNode } from "./run-on-node.mjs";

await runOnNode("scripts/audit.ts", process.argv.slice(2));
