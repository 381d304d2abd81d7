// `npm run dependencies`: writes docs/dependencies.md, or says what the policy does not allow and writes nothing.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findFaults, readDependencies, toPage } from "./dependency-list.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const dependencies = readDependencies(root);
const faults = findFaults(dependencies);
for (const fault of faults) console.error(`dependencies: ${fault}`);
if (faults.length > 0) process.exit(1);
writeFileSync(join(root, "docs/dependencies.md"), toPage(dependencies));
console.log(`${dependencies.length} packages, listed in docs/dependencies.md.`);
