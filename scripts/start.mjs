// `npm start`: install what is missing, build what changed, serve. With --dev: Next's development server.
import { assertNodeVersion, ensureBuilt, ensureInstalled } from "./bootstrap.mjs";
import { handOver } from "./hand-over.mjs";

assertNodeVersion();
await ensureInstalled();
const args = process.argv.slice(2);
const isDev = args.includes("--dev");
if (!isDev) await ensureBuilt();
handOver("scripts/supervise.ts", args, { NODE_ENV: isDev ? "development" : "production", NEXT_TELEMETRY_DISABLED: "1" });
