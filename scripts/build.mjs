import { assertNodeVersion, ensureBuilt, ensureInstalled } from "./bootstrap.mjs";

assertNodeVersion();
ensureInstalled();
ensureBuilt();
