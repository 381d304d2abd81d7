// Vitest with the date moved. libfaketime does it, for every process and library that is started: were JavaScript's Date
// replaced instead, OpenSSL would judge certificates, and PostgreSQL its leases, by the true date. Only the date moves:
// what is measured and waited for goes by the monotonic clock, which stays.
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { type Moment, testsThatReckonWithToday } from "./dates.ts";
import { ensureFaketime } from "./provision.ts";
import { runVitest, type Tally } from "./run-vitest.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** undefined: the date can be moved. */
export function whyNoOtherDate(): string | undefined {
  return ensureFaketime() === undefined ? "libfaketime is not here (Debian: apt-get install libfaketime)" : undefined;
}

export function testAt({ at, zone }: Moment, { isAll = false }: { isAll?: boolean } = {}): Tally {
  const library = ensureFaketime();
  if (library === undefined) throw new Error("no libfaketime: ask whyNoOtherDate first");
  console.log(`\ntests at ${at} in ${zone}`);
  const files = isAll ? [] : testsThatReckonWithToday(root);
  return runVitest({ files, isolate: isAll, reporter: "dot", environment: movedTo({ at, zone }, library) });
}

/** By a distance, not to a date: a date would begin anew in every process. */
function movedTo({ at, zone }: Moment, library: string): Record<string, string> {
  const seconds = Math.round((Date.parse(at) - Date.now()) / 1000);
  return {
    TZ: zone,
    LD_PRELOAD: library,
    FAKETIME: `${seconds < 0 ? "" : "+"}${seconds}`,
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    DONT_FAKE_MONOTONIC: "1",
  };
}
