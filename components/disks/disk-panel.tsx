"use client";
// Everything about one disk, beside the list.
import { CopyId } from "#components/ui/copy-id.tsx";
import { DetailPanel } from "#components/ui/detail-panel.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { FactList } from "#components/ui/fact-list.tsx";
import { LoadingBlock } from "#components/ui/loading-rows.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { Age, Instant } from "#components/ui/time.tsx";
import { useDisk } from "#lib/client/inventory/use-disk.ts";
import type { DiskRow } from "#lib/contract/inventory.ts";
import { formatBytes, formatExactBytes } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { diskSkuLabel } from "#lib/domain/inventory/disk-sku.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { countSnapshots } from "./disk-columns.tsx";

export interface DiskPanelProps {
  id: string;
  /** Of the list, where the filter shows it. */
  disk: DiskRow | undefined;
  /** It was answered, or failed: a disk that it does not have is then asked for by itself. */
  isListRead: boolean;
  isFull: boolean;
  onFull: (isFull: boolean) => void;
  onClose: () => void;
}

export function DiskPanel({ id, disk, isListRead, isFull, onFull, onClose }: DiskPanelProps) {
  const elsewhere = useDisk(id, { enabled: disk === undefined && isListRead });
  const shown = disk ?? elsewhere.data;
  return (
    <DetailPanel label={`Disk ${resourceName(id)}`} title={resourceName(id)} isFull={isFull} onFull={onFull} onClose={onClose}>
      {shown && <DiskFacts disk={shown} />}
      {!shown && elsewhere.isPending && <LoadingBlock height={120} label="Reading the disk" />}
      {!shown && elsewhere.error && (
        <ErrorNotice title="The disk could not be read" error={elsewhere.error} onRetry={() => void elsewhere.refetch()} />
      )}
      {!shown && elsewhere.isSuccess && (
        <EmptyState kind="nothing" title="This disk is not in the inventory">
          It was deleted, or its subscription cannot be read.
        </EmptyState>
      )}
    </DetailPanel>
  );
}

function DiskFacts({ disk }: { disk: DiskRow }) {
  return (
    <FactList
      facts={[
        { name: "State", value: disk.state },
        {
          name: "Provisioned",
          term: "provisioned",
          value: `${formatBytes(disk.provisionedBytes)} (${formatExactBytes(disk.provisionedBytes)})`,
        },
        { name: "Storage", value: diskSkuLabel(disk.sku) },
        {
          name: "Chain",
          term: "chain",
          value: disk.chainId ? (
            <PageLink to={{ page: "chain", params: { id: disk.chainId } }}>{countSnapshots(disk)}</PageLink>
          ) : (
            "no snapshot yet"
          ),
        },
        { name: "Newest snapshot", value: disk.lastSnapshotAt && <Age iso={disk.lastSnapshotAt} /> },
        {
          name: "Restored from",
          value: disk.restoredFromId && (
            <PageLink to={{ page: "snapshots", params: { open: disk.restoredFromId } }}>{resourceName(disk.restoredFromId)}</PageLink>
          ),
        },
        {
          name: "Created",
          value: (
            <>
              <Instant iso={disk.createdAt} /> (<Age iso={disk.createdAt} />)
            </>
          ),
        },
        { name: "Subscription", value: disk.subscriptionName },
        { name: "Resource group", value: disk.resourceGroup },
        { name: "Region", value: `${regionLabel(disk.region)}${disk.zones.length > 0 ? `, zone ${disk.zones.join(", ")}` : ""}` },
        { name: "System", value: disk.osType },
        {
          name: "Tags",
          value:
            Object.entries(disk.tags)
              .map(([name, value]) => `${name}=${value}`)
              .join(" · ") || "none",
        },
        { name: "Resource id", value: <CopyId value={disk.id} label="the resource id" text={disk.id} /> },
        { name: "Unique id", term: "unique-id", value: <CopyId value={disk.uniqueId} label="the unique id" /> },
      ]}
    />
  );
}
