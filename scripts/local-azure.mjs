import { runOnNode } from "./run-on-node.mjs";

runOnNode("lib/local-azure/main.ts", ["--guide", ...process.argv.slice(2)]);
