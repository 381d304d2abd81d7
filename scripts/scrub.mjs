import { runOnNode } from "./run-on-node.mjs";

await runOnNode("scripts/scrub.ts", process.argv.slice(2));
