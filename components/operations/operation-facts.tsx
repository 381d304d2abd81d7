// What was asked for, when, and how it was tried: the operation's own record.
import { Anchor } from "@mantine/core";
import { CopyId } from "#components/ui/copy-id.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { Instant } from "#components/ui/time.tsx";
import type { OperationRow } from "#lib/contract/operations.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { diskSkuLabel } from "#lib/domain/inventory/disk-sku.ts";
import classes from "./operation-facts.module.css";
import { snapshotLink } from "./resource-link.ts";

const NAMES: Record<string, string> = {
  targetRegion: "To region",
  targetResourceGroup: "Resource group",
  targetName: "Name of the copy",
  diskName: "Name of the disk",
  sku: "Storage",
  sizeGib: "Size, GiB",
  zone: "Zone",
  chainIds: "Chains",
};

/** Of a copy; the names of disk types come from their own list. */
const STORAGE: Record<string, string> = { Standard_ZRS: "Zone-redundant (ZRS)" };

export function OperationFacts({ operation }: { operation: OperationRow }) {
  const subject = operation.subjectId && snapshotLink(operation.subjectId);
  const asked = Object.entries(operation.request).filter(([key, value]) => NAMES[key] && value !== undefined && value !== null);
  return (
    <dl className={classes.facts}>
      {subject && (
        <Fact term="Snapshot">
          <Anchor component={PageLink} to={subject.target} size="sm">
            {subject.label}
          </Anchor>
        </Fact>
      )}
      {asked.map(([key, value]) => (
        <Fact key={key} term={NAMES[key] ?? key}>
          {printed(key, value)}
        </Fact>
      ))}
      <Fact term="Asked by">{operation.requestedBy}</Fact>
      <Fact term="Ordered">
        <Instant iso={operation.createdAt} />
      </Fact>
      {operation.startedAt && (
        <Fact term="Began">
          <Instant iso={operation.startedAt} />
        </Fact>
      )}
      {operation.finishedAt && (
        <Fact term="Ended">
          <Instant iso={operation.finishedAt} />
        </Fact>
      )}
      <Fact term="Attempts">{String(operation.attempts)}</Fact>
      <Fact term="Operation id">
        <CopyId value={operation.id} label="operation id" />
      </Fact>
    </dl>
  );
}

function printed(key: string, value: unknown): string {
  if (Array.isArray(value)) return `${value.length} chosen`;
  const text = String(value);
  if (key === "targetRegion") return regionLabel(text);
  return key === "sku" ? (STORAGE[text] ?? diskSkuLabel(text)) : text;
}

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  );
}
