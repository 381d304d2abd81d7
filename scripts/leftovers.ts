// What an earlier start left behind on a data directory: processes whose holder (the supervisor, or `npm start` above it)
// was killed. Most end by themselves then (end-with-parent.mjs); one that hangs does not, and holds directory and port.
import { setTimeout as sleep } from "node:timers/promises";
import { isStillThere, type ProcessRecord, type RecordedProcess, readProcessRecord } from "./process-record.ts";

/** Longer than the dashboard gives itself. */
const endWithinMs = 7000;
const lookEveryMs = 50;

/** Ends what was left behind, and only what is proven to be that. Returns who still runs there by right. */
export async function endLeftovers(dataDir: string, say: (line: string) => void): Promise<RecordedProcess | undefined> {
  const record = readProcessRecord(dataDir);
  if (!record) return undefined;
  const { holders, parts } = record;
  if (holders.every(isStillThere)) return holders.at(-1);
  if (!canTell(record)) return undefined;
  // As in order: those above first, then the dashboard, which may still want to revoke access in Local Azure.
  for (const leftover of [...holders, ...parts.toReversed()].filter(isStillThere)) {
    const port = leftover.port === undefined ? "" : `, port ${leftover.port}`;
    say(`${leftover.title} of an earlier start (process ${leftover.pid}${port}) still holds ${dataDir}: it is ended.`);
    await end(leftover);
  }
  return undefined;
}

/** Where no process can be proven (Windows) a holder that lives looks like one that is gone. */
function canTell({ holders }: ProcessRecord): boolean {
  return holders.every(({ proof }) => proof !== undefined);
}

async function end(leftover: RecordedProcess): Promise<void> {
  send(leftover, "SIGTERM");
  // One that was stopped (SIGSTOP) hears nothing before it goes on; then it ends in order.
  send(leftover, "SIGCONT");
  if (await isGone(leftover)) return;
  send(leftover, "SIGKILL");
  if (!(await isGone(leftover))) throw new Error(`${leftover.title} of an earlier start (process ${leftover.pid}) cannot be ended.`);
}

function send(leftover: RecordedProcess, signal: NodeJS.Signals): void {
  try {
    if (isStillThere(leftover)) process.kill(leftover.pid, signal);
  } catch {
    // It ended in between, or belongs to another account: which of them, the look after this says.
  }
}

async function isGone(leftover: RecordedProcess): Promise<boolean> {
  const until = performance.now() + endWithinMs;
  while (isStillThere(leftover)) {
    if (performance.now() > until) return false;
    await sleep(lookEveryMs);
  }
  return true;
}
