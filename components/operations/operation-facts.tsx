// What was asked for, when, and how it was tried: the operation's own record.
import { Anchor } from "@mantine/core";
import { CopyId } from "#components/ui/copy-id.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { Instant } from "#components/ui/time.tsx";
import type { OperationRow } from "#lib/contract/operations.ts";
import { useOperationUi } from "./kinds/use-operation-ui.ts";
import classes from "./operation-facts.module.css";
import { isSnapshot, snapshotLink } from "./resource-link.ts";

export function OperationFacts({ operation }: { operation: OperationRow }) {
  const subject = operation.subjectId && isSnapshot(operation.subjectId) ? snapshotLink(operation.subjectId) : undefined;
  const { words } = useOperationUi(operation.kind);
  const asked = words.fields.map((field) => ({ ...field, value: operation.request[field.name] }));
  return (
    <dl className={classes.facts}>
      {subject && (
        <Fact term="Snapshot">
          <Anchor component={PageLink} to={subject.target} size="sm">
            {subject.label}
          </Anchor>
        </Fact>
      )}
      {asked.map(
        ({ name, label, value, print = String }) =>
          value !== undefined &&
          value !== null && (
            <Fact key={name} term={label}>
              {print(value)}
            </Fact>
          ),
      )}
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
      <Fact term="Audit log">
        <Anchor component={PageLink} to={{ page: "audit", params: { operation: operation.id } }} size="sm">
          Who did what
        </Anchor>
      </Fact>
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  );
}
