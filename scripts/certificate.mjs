import { runOnNode } from "./run-on-node.mjs";

await runOnNode("scripts/certificate.ts", process.argv.slice(2));
