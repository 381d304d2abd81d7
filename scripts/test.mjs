// `npm test`: install what is missing, then everything there is to check. --quick (npm run check): no build, no browser.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { assertNodeVersion, ensureBuilt, ensureInstalled, nodeBinary, pathWithNode, root } from "./bootstrap.mjs";

assertNodeVersion();
await ensureInstalled({ tests: true });
const quick = process.argv.includes("--quick");
if (!quick) await ensureBuilt();
const result = spawnSync(nodeBinary(), [join(root, "scripts/run-tests.ts"), ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
  env: pathWithNode(),
});
process.exit(result.status ?? 1);
