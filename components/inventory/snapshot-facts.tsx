import { CopyId } from "#components/ui/copy-id.tsx";
import { FactList } from "#components/ui/fact-list.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { Age, Instant } from "#components/ui/time.tsx";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import classes from "./snapshot-panel.module.css";

const ORIGINS: Record<SnapshotRow["origin"], string> = {
  manual: "By hand or script",
  "azure-backup": "Azure Backup",
  copy: "Copy from another region",
};

const ENCRYPTIONS: Readonly<Record<string, string>> = {
  EncryptionAtRestWithPlatformKey: "Azure's key",
  EncryptionAtRestWithCustomerKey: "Customer-managed key",
  EncryptionAtRestWithPlatformAndCustomerKeys: "Azure's and a customer-managed key",
};

const ACCESS: Readonly<Record<string, string>> = {
  AllowAll: "From anywhere (AllowAll)",
  AllowPrivate: "Private networks only (AllowPrivate)",
  DenyAll: "Nowhere (DenyAll)",
};

const ACCESS_STATES: Readonly<Record<string, string>> = {
  Pending: "Not before its background copy has finished (Pending)",
  Available: "For everything (Available)",
  InstantAccess: "For restores of its size to Premium SSD v2 and Ultra; its background copy runs (InstantAccess)",
  AvailableWithInstantAccess: "For everything, and restored fast in its window (AvailableWithInstantAccess)",
};

export function SnapshotFacts({ row }: { row: SnapshotRow }) {
  return (
    <FactList
      facts={[
        {
          name: "Created",
          value: (
            <>
              <Instant iso={row.createdAt} /> (<Age iso={row.createdAt} />)
            </>
          ),
        },
        {
          name: "Disk",
          value: (
            <PageLink to={{ page: "snapshots", params: { disk: row.sourceDiskId ?? row.sourceDiskName } }}>{row.sourceDiskName}</PageLink>
          ),
        },
        { name: "Subscription", value: row.subscriptionName },
        { name: "Resource group", value: row.resourceGroup },
        { name: "Region", value: regionLabel(row.region) },
        { name: "Type", term: "type", value: row.kind },
        { name: "Redundancy", term: "redundancy", value: `${row.redundancy} (${row.sku})` },
        { name: "Made by", term: "origin", value: ORIGINS[row.origin] },
        {
          name: "Copied from",
          value: row.sourceSnapshotId && (
            <PageLink to={{ page: "snapshots", params: { open: row.sourceSnapshotId } }}>{resourceName(row.sourceSnapshotId)}</PageLink>
          ),
        },
        { name: "Restore rehearsed", value: row.rehearsed && <Rehearsed {...row.rehearsed} /> },
        { name: "Sector size", term: "sector-size", value: `${row.logicalSectorSize} bytes` },
        {
          name: "Encryption",
          term: "encryption",
          value: <span title={row.encryption}>{ENCRYPTIONS[row.encryption] ?? row.encryption}</span>,
        },
        { name: "Network access", term: "network-policy", value: ACCESS[row.networkAccessPolicy] ?? row.networkAccessPolicy },
        {
          name: "SAS",
          term: "sas",
          value: row.hasActiveSas ? <StateBadge tone="warn">Someone holds one now</StateBadge> : "None open",
        },
        { name: "Usable", value: row.accessState && row.accessState !== "Unknown" && (ACCESS_STATES[row.accessState] ?? row.accessState) },
        { name: "Tags", value: <Tags tags={row.tags} /> },
        { name: "Resource id", value: <CopyId value={row.id} label="the resource id" text={row.id} /> },
        { name: "Unique id", term: "unique-id", value: <CopyId value={row.uniqueId} label="the unique id" /> },
      ]}
    />
  );
}

function Rehearsed({ operationId, at, finding }: NonNullable<SnapshotRow["rehearsed"]>) {
  return (
    <>
      <PageLink to={{ page: "operation", params: { id: operationId } }}>
        {finding === "recognised" ? "Disk recognised" : "Nothing recognised on the disk"}
      </PageLink>{" "}
      (<Age iso={at} />)
    </>
  );
}

function Tags({ tags }: { tags: Record<string, string> }) {
  const entries = Object.entries(tags);
  if (entries.length === 0) return <span className={classes.quiet}>none</span>;
  return (
    <ul className={classes.tags}>
      {entries.map(([name, value]) => (
        <li key={name}>
          <span className={classes.quiet}>{name}</span> {value}
        </li>
      ))}
    </ul>
  );
}
