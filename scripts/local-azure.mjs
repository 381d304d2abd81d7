import { runOnNode } from "./run-on-node.mjs";

await runOnNode("lib/local-azure/main.ts", ["--guide", ...process.argv.slice(2)]);
