// The disks that several snapshots were restored to.
import { Anchor } from "@mantine/core";
import { PageLink } from "#components/ui/page-link.tsx";
import type { OperationRow } from "#lib/contract/operations.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { restoreDisksRequest } from "#lib/operations/kinds/restore-disks/request.ts";
import { restoreDisksTargets } from "#lib/operations/kinds/restore-disks/words.ts";
import classes from "./operation-facts.module.css";

export function ResultDisks({ operation }: { operation: OperationRow }) {
  const request = restoreDisksRequest.safeParse(operation.request).data;
  if (!request) return <p>What was asked for cannot be read: another version of Snapscope wrote it.</p>;
  const targets = restoreDisksTargets(request);
  return (
    <dl className={classes.facts}>
      {request.snapshots.map(({ snapshotId, diskName }, index) => (
        <Restored key={diskName} snapshotId={snapshotId} diskId={targets[index]?.targetId ?? ""} />
      ))}
    </dl>
  );
}

function Restored({ snapshotId, diskId }: { snapshotId: string; diskId: string }) {
  return (
    <>
      <dt>
        <Anchor component={PageLink} to={{ page: "snapshots", params: { open: snapshotId } }} size="sm">
          {resourceName(snapshotId)}
        </Anchor>
      </dt>
      <dd>
        <Anchor component={PageLink} to={{ page: "disks", params: { open: diskId } }} size="sm" fw={600}>
          {resourceName(diskId)}
        </Anchor>
      </dd>
    </>
  );
}
