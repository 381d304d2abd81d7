import { runOnNode } from "./run-on-node.mjs";

await runOnNode("scripts/dependencies.ts", process.argv.slice(2));
