import { assertNodeVersion, ensureBuilt, ensureInstalled } from "./bootstrap.mjs";

assertNodeVersion();
await ensureInstalled();
await ensureBuilt();
