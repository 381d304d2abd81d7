import { runOnNode } from "./run-on-node.mjs";

runOnNode("scripts/dependencies.ts", process.argv.slice(2));
