// Runs a TypeScript entry on our own Node: the shared tail of `local-azure`, `bench`, `scrub` and others.
import { assertNodeVersion, ensureInstalled } from "./bootstrap.mjs";
import { handOver } from "./hand-over.mjs";

/** `tests`: it needs packages that only tests need. */
export async function runOnNode(entry, args, { tests = false } = {}) {
  assertNodeVersion();
  await ensureInstalled({ tests });
  handOver(entry, args);
}
