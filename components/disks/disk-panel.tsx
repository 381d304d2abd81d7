"use client";
// Everything about one disk, beside the list.
import Link from "next/link";
import { CopyId } from "#components/ui/copy-id.tsx";
import { DetailPanel } from "#components/ui/detail-panel.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FactList } from "#components/ui/fact-list.tsx";
import { Age, Instant } from "#components/ui/time.tsx";
import { useScopedHref } from "#lib/client/shell/scope.ts";
import type { DiskRow } from "#lib/contract/inventory.ts";
import { formatBytes, formatCount, formatExactBytes } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { diskSkuLabel } from "#lib/domain/inventory/disk-sku.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";

export interface DiskPanelProps {
  id: string;
  disk: DiskRow | undefined;
  isFull: boolean;
  onFull: (isFull: boolean) => void;
  onClose: () => void;
}

export function DiskPanel({ id, disk, isFull, onFull, onClose }: DiskPanelProps) {
  return (
    <DetailPanel label={`Disk ${resourceName(id)}`} title={resourceName(id)} isFull={isFull} onFull={onFull} onClose={onClose}>
      {disk ? (
        <DiskFacts disk={disk} />
      ) : (
        <EmptyState kind="nothing" title="This disk is not in the list">
          It was deleted, its subscription cannot be read, or the filter hides it.
        </EmptyState>
      )}
    </DetailPanel>
  );
}

function DiskFacts({ disk }: { disk: DiskRow }) {
  const href = useScopedHref();
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
            <Link href={href("/chains/detail", { id: disk.chainId })}>{formatCount(disk.snapshotCount)} snapshots</Link>
          ) : (
            "no snapshot yet"
          ),
        },
        { name: "Newest snapshot", value: disk.lastSnapshotAt && <Age iso={disk.lastSnapshotAt} /> },
        {
          name: "Restored from",
          value: disk.restoredFromId && (
            <Link href={href("/snapshots", { open: disk.restoredFromId })}>{resourceName(disk.restoredFromId)}</Link>
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
