// Local Azure in one process: opens the data directory, and serves ARM and sign-in on one port, blobs on another.

import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createBlobCeilings } from "./admin/blob-ceilings.ts";
import type { Faults } from "./admin/faults.ts";
import { createFaults } from "./admin/faults.ts";
import { adminPath } from "./admin/handler.ts";
import { createInterrupt } from "./admin/strike.ts";
import type { ArmOptions } from "./arm/request.ts";
import type { Identities } from "./auth/identities.ts";
import { openIdentities } from "./auth/identities.ts";
import { openTokenAuthority } from "./auth/tokens/tokens.ts";
import { openAccountCatalog } from "./blob/accounts/account-catalog.ts";
import { findPageBlob } from "./blob/accounts/page-blob-source.ts";
import type { Clock } from "./clock.ts";
import { createClock } from "./clock.ts";
import type { LocalAzureEndpoints } from "./endpoints.ts";
import type { World } from "./model/world.ts";
import { seedDemoAccounts } from "./seed/demo-accounts.ts";
import { findSeed } from "./seed/find-seed.ts";
import { createArmSite } from "./server/arm-site.ts";
import { createBlobSite } from "./server/blob-site.ts";
import type { Listener, ListenerInput } from "./server/listener.ts";
import { listen, loopback, PortInUse } from "./server/listener.ts";
import type { ServerTls } from "./server/tls.ts";
import { openTls } from "./server/tls.ts";
import { lockDataDir } from "./state/data-dir-lock.ts";
import { openManifest } from "./state/manifest.ts";
import { openWorld } from "./state/open-world.ts";
import type { Settings } from "./state/settings.ts";
import { loadSettings, saveSettings } from "./state/settings.ts";
import { writeFileAtomically } from "./state/write-file-atomically.ts";

export interface StartOptions {
  dataDir: string;
  /** demo, empty, scale:N; a data directory keeps the one it was made with. Default: that one, else demo. */
  seed?: string;
  /** Default: the remembered one, else any free one. */
  port?: number;
  blobPort?: number;
  clock?: Clock;
  options?: Partial<ArmOptions>;
}

export interface LocalAzure {
  endpoints: LocalAzureEndpoints;
  world: World;
  faults: Faults;
  close(): Promise<void>;
}

type Closing = () => Promise<void>;

export async function startLocalAzure(start: StartOptions): Promise<LocalAzure> {
  const closing: Closing[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    return { ...(await open(start, closing)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(start: StartOptions, closing: Closing[]): Promise<Omit<LocalAzure, "close">> {
  const dataDir = resolve(start.dataDir);
  if (start.seed !== undefined) findSeed(start.seed);
  await makeDataDir(dataDir);
  const lock = await lockDataDir(dataDir);
  closing.push(() => lock.release());
  const manifest = await openManifest(dataDir);
  const settings = loadSettings(dataDir);
  const seedName = start.seed ?? settings.seed ?? "demo";
  const seed = findSeed(seedName);
  assertSameSeed(settings, { seed: seedName, dataDir });
  const identities = await openIdentities(dataDir);
  const tls = await openTls(dataDir);
  const clock = start.clock ?? createClock({ offsetMs: settings.clockOffsetMs });
  closing.push(async () => clock.stop());
  const opened = await openWorld({ dataDir, clock, tenantId: identities.tenantId, seed: settings.seed === undefined ? seed : undefined });
  closing.push(opened.close);
  const { world } = opened;
  const save = () => saveSettings(dataDir, Object.assign(settings, { clockOffsetMs: clock.offsetMs() }));
  const accounts = await openAccountCatalog({ dir: join(dataDir, "accounts"), pages: world.pages, clock });
  closing.push(() => accounts.close());
  if (seedName === "demo" && settings.seed === undefined) await seedDemoAccounts(world, accounts, identities);
  settings.seed = seedName;
  await save();
  const faults = createFaults();
  const ceilings = createBlobCeilings(clock);

  const tokens = await openTokenAuthority(dataDir, identities);
  const blob = await listenOn(start.blobPort, settings.blobPort, {
    tls,
    interrupt: createInterrupt({ faults, world, listener: "blob", ceilings }),
    handle: createBlobSite({ world, accounts, entra: { tokens, tenantId: identities.tenantId } }),
  });
  closing.push(blob.close);
  const site = createArmSite({
    world,
    accounts,
    faults,
    ceilings,
    identities,
    tenantId: identities.tenantId,
    tokens,
    options: { retryAfterSeconds: 2, pageSize: 100, copySeconds: 0, ...start.options },
    blobOriginFor: (hostname) => `https://${hostname}:${blob.port}`,
    findPageBlob: (url) => findPageBlob(accounts, url, blob.port),
    saveClock: save,
    dataDir,
  });
  const arm = await listenOn(start.port, settings.armPort, {
    tls,
    interrupt: createInterrupt({ faults, world, listener: "arm", isExempt: (path) => path.startsWith(adminPath) }),
    handle: site,
  });
  closing.push(arm.close);

  Object.assign(settings, { armPort: arm.port, blobPort: blob.port });
  await save();
  const endpoints = describe({ world, identities, tls, armPort: arm.port, blobPort: blob.port, seed: seedName });
  await writeFileAtomically(join(dataDir, "local-azure.json"), `${JSON.stringify(endpoints, null, 2)}\n`);
  await manifest.made();
  return { endpoints, world, faults };
}

async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Error(`The data directory ${dataDir} cannot be made: ${(error as Error).message}.`);
  }
}

function assertSameSeed(settings: Settings, { seed, dataDir }: { seed: string; dataDir: string }): void {
  if (settings.seed === undefined || settings.seed === seed) return;
  throw new Error(
    `The data directory ${dataDir} was made with --seed ${settings.seed}, not ${seed}. Choose another --data-dir, or that seed.`,
  );
}

/** A port asked for must be had; a remembered one is given up when somebody else has it. */
async function listenOn(asked: number | undefined, remembered: number, input: ListenerInput): Promise<Listener> {
  if (asked !== undefined) return listen(input, asked);
  try {
    return await listen(input, remembered);
  } catch (error) {
    if (error instanceof PortInUse) return listen(input, 0);
    throw error;
  }
}

interface Described {
  world: World;
  identities: Identities;
  tls: ServerTls;
  armPort: number;
  blobPort: number;
  seed: string;
}

function describe({ world, identities, tls, armPort, blobPort, seed }: Described): LocalAzureEndpoints {
  const arm = `https://${loopback}:${armPort}`;
  return {
    arm,
    blob: `https://${loopback}:${blobPort}`,
    authority: arm,
    retailPrices: `${arm}/api/retail/prices`,
    admin: arm + adminPath,
    caFile: tls.caFile,
    tenantId: identities.tenantId,
    subscriptions: [...world.subscriptions.values()].map(({ subscriptionId, displayName }) => ({ subscriptionId, displayName })),
    clients: identities.clients.map(({ name, clientId, clientSecret, roles }) => ({
      name,
      clientId,
      clientSecret,
      role: roles.join(", "),
    })),
    personas: identities.personas.map(({ name, userPrincipalName, objectId, roles }) => ({
      name,
      userPrincipalName,
      objectId,
      role: roles.join(", "),
    })),
    seed,
    pid: process.pid,
  };
}
