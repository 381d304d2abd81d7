import { runOnNode } from "./run-on-node.mjs";

runOnNode("scripts/scrub.ts", process.argv.slice(2));
