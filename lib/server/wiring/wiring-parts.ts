// The parts that read and write: adapters made and handed to each other. Nothing runs yet.
import { hostname } from "node:os";
import { join } from "node:path";
import { openFolderArtifacts } from "#lib/adapters/artifacts/folder-artifacts.ts";
import { createFolderDisk } from "#lib/adapters/artifacts/folder-disk.ts";
import { createAzureWriter } from "#lib/adapters/azure/azure-writer.ts";
import { createBilledUsage } from "#lib/adapters/azure/billed-usage.ts";
import { createAzureInventory } from "#lib/adapters/azure/inventory.ts";
import { createPageReader } from "#lib/adapters/azure/page-reader.ts";
import { createSafeguards } from "#lib/adapters/azure/safeguards.ts";
import { createSnapshotAccess } from "#lib/adapters/azure/snapshot-access.ts";
import { createAccessLedger } from "#lib/adapters/database/access-ledger.ts";
import { createAccessUses } from "#lib/adapters/database/access-uses.ts";
import { createChangeFeed } from "#lib/adapters/database/change-feed.ts";
import { createEstate } from "#lib/adapters/database/estate/estate.ts";
import { createEstateStore } from "#lib/adapters/database/estate/estate-store.ts";
import { createMeasurementStore } from "#lib/adapters/database/measurement-store.ts";
import { openDatabase } from "#lib/adapters/database/open-database.ts";
import { createOperationStore } from "#lib/adapters/database/operation-store.ts";
import { createTurnStore } from "#lib/adapters/database/operation-turns.ts";
import { createOverlapStore } from "#lib/adapters/database/overlap-store.ts";
import { withStorageErrors } from "#lib/adapters/database/storage-error.ts";
import { createStoredHistory } from "#lib/adapters/database/stored-history.ts";
import { createWebhookOutbox } from "#lib/adapters/database/webhook-outbox.ts";
import { createDiskPrices } from "#lib/adapters/prices/disk-prices.ts";
import { createRetailPrices } from "#lib/adapters/prices/retail-prices.ts";
import { createWebhookSender } from "#lib/adapters/webhooks/webhook-sender.ts";
import { familyKey } from "#lib/domain/chains/family.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { backgroundPrincipal } from "#lib/domain/principal.ts";
import { createSignIn } from "#lib/server/api/sign-in.ts";
import type { Config } from "#lib/server/config.ts";
import { createLog, type Log } from "#lib/server/log.ts";
import { endProcess } from "#lib/server/process-state.ts";
import { systemClock, systemIds } from "#lib/server/system-clock.ts";
import { createJanitor } from "#lib/services/audit/janitor.ts";
import { createPresence } from "#lib/services/audit/presence.ts";
import { createMeasureChain } from "#lib/services/chains/measure-chain.ts";
import { createArtifactCollector } from "#lib/services/diff/artifact-collector.ts";
import { createDiffStore } from "#lib/services/diff/diff-store.ts";
import { createAzureContact } from "#lib/services/inventory/azure-contact.ts";
import { createEstateReader } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { MeasurementRecord } from "#lib/services/ports/measurements.ts";
import { createReclaimOfChain } from "#lib/services/reclaim/chain-reclaim.ts";
import { createOverlapKeeper } from "#lib/services/reclaim/overlap-keeper.ts";
import { createWebhookCourier } from "#lib/services/webhooks/webhook-courier.ts";
import { explainFirstReading } from "./first-reading.ts";
import { connect } from "./wiring-azure.ts";

export type Parts = Awaited<ReturnType<typeof createParts>>;

export async function createParts(config: Config, log: Log = createLog(config.logLevel)) {
  const { connection, label, scope } = connect(config);
  const about = {
    version: config.version,
    identity: config.azure.kind === "azure" ? `Service principal ${config.azure.clientId}` : "Demo owner of Local Azure",
  };
  const clock = systemClock;
  const ids = systemIds;
  // It is read from Azure again where that can be.
  const onDamaged = (key: string) => log.warn("artifact-damaged", { key });
  const onDamagedRow = (kind: string, key: string) => log.warn("record-damaged", { kind, key });
  const folder = join(config.dataDir, "artifacts");
  const artifacts = await openFolderArtifacts({ folder, ids, onDamaged });
  // The last that can fail: nothing then closes what was opened before it.
  const database = await openDatabase({ dataDir: config.dataDir, databaseUrl: config.databaseUrl, onLost: endProcess });
  // Names this process in what it holds: operations by their leases, accesses by the ledger.
  const owner = `${hostname()}:${process.pid}:${ids.uuid().slice(0, 8)}`;
  // One process may open an embedded database, and one a data directory.
  const place = database.kind === "embedded" ? "embedded" : `${hostname()}:${config.dataDir}`;
  const ledger = withStorageErrors(createAccessLedger(database.db, { id: owner, place }));
  const uses = withStorageErrors(createAccessUses(database.db, { id: owner, place }));
  const measurements = withStorageErrors(createMeasurementStore(database.db, onDamagedRow));
  const overlaps = withStorageErrors(createOverlapStore(database.db, onDamagedRow));
  const overlapKeeper = createOverlapKeeper({ overlaps, artifacts });
  const estate = createEstate(database.db, scope);
  const history = withStorageErrors(createStoredHistory(database.db, scope));
  const onFault = (err: Error, requestId: string) => log.error("inventory-fault", { requestId, err });
  const contact = createAzureContact(createAzureInventory({ connection, clock, onFault }), clock);
  const azure = contact.inventory;
  const onRevokeFailed = (snapshotId: string, err: Error) => log.warn("revoke-failed", { snapshotId, err });
  const onRefreshFailed = (err: unknown) => log.warn("inventory-refresh-failed", { err });
  const store = withStorageErrors(createEstateStore(database.db, scope));
  // Where the first reading after a start finds something gone, whenever that was, it is collected too.
  const collector = createArtifactCollector({
    artifacts,
    measurements,
    clock,
    onCollected: (collected) => log.info("artifacts-collected", { collected }),
    onFailed: (err) => log.warn("artifacts-not-collected", { err }),
  });
  const { onGone } = collector;
  const view = explainFirstReading(
    createEstateReader({ azure, store, estate, measurements, overlaps, history, clock, onGone, onRefreshFailed }),
  );
  // As its chain is seen by who asks: siblings and sources tell the family of a snapshot that does not name it.
  const familyKeyOf = async (snapshot: Snapshot, context: CallContext) =>
    (snapshot.incremental && (await estate.snapshots.find(context, snapshot.id))?.chain.key) || familyKey(snapshot);
  const access = createSnapshotAccess({ connection, ledger, uses, clock, ids, familyKeyOf, onRevokeFailed });
  const feed = createChangeFeed({
    databaseUrl: config.databaseUrl,
    processId: ids.uuid(),
    onError: (err) => log.warn("change-feed-failed", { err }),
  });
  const pages = createPageReader();
  const onTableFailed = (err: Error, { id }: Snapshot) => log.warn("partition-table-failed", { snapshotId: id, err });
  const fillOverlaps = (uniqueIds?: string[]) =>
    overlapKeeper.fill(uniqueIds).catch((err: unknown) => log.warn("overlaps-not-worked-out", { err }));
  const onMeasured = ({ snapshotUniqueId }: MeasurementRecord) => fillOverlaps([snapshotUniqueId]);
  const diffs = createDiffStore({ access, pages, artifacts, measurements, history, clock, onTableFailed, onMeasured });
  const webhookOutbox = withStorageErrors(createWebhookOutbox(database.db));
  const operations = withStorageErrors(createOperationStore(database.db, onDamagedRow));
  return {
    config,
    principalOf: createSignIn(about.identity),
    about,
    log,
    connection,
    label,
    database,
    clock,
    ids,
    owner,
    ledger,
    presence: createPresence({ ledger, onBeatFailed: (err) => log.warn("presence-failed", { err }) }),
    janitor: createJanitor({
      access,
      newContext: () => ({ requestId: ids.uuid(), principal: backgroundPrincipal("Janitor of read access") }),
      onRevoked: (revoked) => log.info("leftover-access-revoked", { revoked }),
      onFailed: (err) => log.warn("leftover-access-failed", { err }),
    }),
    artifacts,
    collector,
    disk: createFolderDisk({ folder, ids }),
    measurements,
    overlaps,
    fillOverlaps,
    reclaimOfChain: createReclaimOfChain({ measurements, overlaps, overlapKeeper, artifacts }),
    azure,
    contact,
    access,
    view,
    estate,
    pages,
    diffs,
    measureChain: createMeasureChain({ view, estate, diffs, access, clock }),
    safeguards: createSafeguards(connection),
    writer: createAzureWriter({ connection, inventory: azure }),
    billed: createBilledUsage({ connection }),
    prices: createRetailPrices({ url: connection.retailPricesUrl, clock }),
    diskPrices: createDiskPrices({ url: connection.retailPricesUrl, clock }),
    webhookOutbox,
    webhooks: createWebhookCourier({
      hooks: config.webhooks,
      outbox: webhookOutbox,
      sender: createWebhookSender(clock),
      log: (event, fields) => log.warn(event, fields),
    }),
    operations,
    turns: withStorageErrors(createTurnStore(database.db, operations)),
    feed,
  };
}
