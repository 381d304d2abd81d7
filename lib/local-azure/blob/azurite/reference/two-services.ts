// Azurite and Local Azure side by side for one test file, and a table of scripts run against both.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type BlobTestServer, startBlobTestServer } from "../../../testing/blob-server.ts";
import { type Peer, startAzuritePeer } from "../azurite-peer.ts";
import { type Difference, findDifferences, type Script } from "../same-calls.ts";
import { type Allowed, allowing } from "./allowed-differences.ts";

export interface TwoServices {
  /** One test a script. */
  compare(cases: Record<string, Script>): void;
  /** The differences of a script that no line allows. */
  unexplained(name: string, script: Script): Promise<Difference[]>;
  /** After all others: what is allowed happens. */
  assertAllowedHappens(): void;
}

const account = "replicas";

export function openTwoServices(allowed: Allowed[]): TwoServices {
  let azurite: (Peer & { stop(): Promise<void> }) | undefined;
  let server: BlobTestServer | undefined;
  const matched = new Set<Allowed>();
  let serial = 0;

  beforeAll(async () => {
    azurite = await startAzuritePeer();
    server = await startBlobTestServer();
  });
  afterAll(async () => {
    await azurite?.stop();
    await server?.close();
  });

  async function unexplained(name: string, script: Script): Promise<Difference[]> {
    if (azurite === undefined || server === undefined) throw new Error("the services have not been started");
    serial += 1;
    const found = await findDifferences({ name, script, containerName: `case-${serial}` }, { azurite, ours: peerOf(server) });
    return found.filter((difference) => {
      const lines = allowing(allowed, difference);
      for (const line of lines) matched.add(line);
      return lines.length === 0;
    });
  }

  return {
    unexplained,
    compare(cases) {
      for (const [name, script] of Object.entries(cases)) {
        test(name, async () => expect((await unexplained(name, script)).map(toLine)).toEqual([]));
      }
    },
    assertAllowedHappens() {
      test("every allowed difference is there", () => {
        expect(allowed.filter((line) => !matched.has(line)).map(({ reason }) => reason)).toEqual([]);
      });
    },
  };
}

function toLine({ call, at, azurite, ours }: Difference): string {
  return `${call} | ${at} | Azurite: ${azurite} | Local Azure: ${ours}`;
}

function peerOf({ accounts, origin, world }: BlobTestServer): Peer {
  const key = accounts.accounts.get(account)?.keys.key1.value ?? "";
  return { account, key, url: `${origin}/${account}`, nowMs: () => world.clock.nowMs() };
}
