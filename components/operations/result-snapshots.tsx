// The snapshots that were taken, each beside its disk.
import { Anchor } from "@mantine/core";
import { PageLink } from "#components/ui/page-link.tsx";
import type { OperationRow } from "#lib/contract/operations.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { snapshotRequest } from "#lib/operations/kinds/take-snapshot/request.ts";
import { snapshotTargets } from "#lib/operations/kinds/take-snapshot/words.ts";
import classes from "./operation-facts.module.css";
import { snapshotLink } from "./resource-link.ts";

export function ResultSnapshots({ operation }: { operation: OperationRow }) {
  const request = snapshotRequest.safeParse(operation.request).data;
  if (!request) return <p>What was asked for cannot be read: another version of Snapscope wrote it.</p>;
  const targets = snapshotTargets(request);
  return (
    <dl className={classes.facts}>
      {request.disks.map(({ diskId }, index) => (
        <Taken key={diskId} diskId={diskId} snapshotId={targets[index]?.targetId ?? ""} />
      ))}
    </dl>
  );
}

function Taken({ diskId, snapshotId }: { diskId: string; snapshotId: string }) {
  const { target, label } = snapshotLink(snapshotId);
  return (
    <>
      <dt>
        <Anchor component={PageLink} to={{ page: "disks", params: { open: diskId } }} size="sm">
          {resourceName(diskId)}
        </Anchor>
      </dt>
      <dd>
        <Anchor component={PageLink} to={target} size="sm" fw={600}>
          {label}
        </Anchor>
      </dd>
    </>
  );
}
