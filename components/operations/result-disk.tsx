// The restored disk as the inventory has it: what it is and where, ready to be attached.
import { Anchor } from "@mantine/core";
import { Bytes } from "#components/ui/bytes.tsx";
import { CopyId } from "#components/ui/copy-id.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingBlock } from "#components/ui/loading-rows.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { Instant } from "#components/ui/time.tsx";
import { useDisk } from "#lib/client/inventory/use-disk.ts";
import type { DiskRow } from "#lib/contract/inventory.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { diskSkuLabel } from "#lib/domain/inventory/disk-sku.ts";
import classes from "./operation-facts.module.css";

export function ResultDisk({ operation: { resultId } }: { operation: OperationRow }) {
  const disk = useDisk(resultId ?? "", { enabled: resultId !== undefined });
  if (disk.error) return <ErrorNotice error={disk.error} onRetry={() => void disk.refetch()} title="The disk could not be read" />;
  if (disk.isPending) return <LoadingBlock height={120} label="Reading the disk" />;
  if (!disk.data) return <p>The disk is not in the inventory: it may have been deleted since.</p>;
  return <DiskFacts disk={disk.data} />;
}

function DiskFacts({ disk }: { disk: DiskRow }) {
  return (
    <dl className={classes.facts}>
      <dt>Disk</dt>
      <dd>
        <Anchor component={PageLink} to={{ page: "disks", params: { open: disk.id } }} size="sm" fw={600}>
          {disk.name}
        </Anchor>
      </dd>
      <dt>State</dt>
      <dd>{disk.state}</dd>
      <dt>Provisioned</dt>
      <dd>
        <Bytes value={disk.provisionedBytes} />
      </dd>
      <dt>Type</dt>
      <dd>{diskSkuLabel(disk.sku)}</dd>
      <dt>Region</dt>
      <dd>
        {regionLabel(disk.region)}
        {disk.zones.length > 0 && `, zone ${disk.zones.join(", ")}`}
      </dd>
      <dt>Subscription</dt>
      <dd>
        {disk.subscriptionName}, {disk.resourceGroup}
      </dd>
      <dt>Created</dt>
      <dd>
        <Instant iso={disk.createdAt} />
      </dd>
      <dt>Resource id</dt>
      <dd>
        <CopyId value={disk.id} label="resource id" />
      </dd>
    </dl>
  );
}
