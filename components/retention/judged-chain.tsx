import { Table } from "@mantine/core";
import { freesWords } from "#components/inventory/frees-words.ts";
import { Bytes } from "#components/ui/bytes.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { Instant } from "#components/ui/time.tsx";
import { WideTable } from "#components/ui/wide-table.tsx";
import type { JudgedChain, JudgedSnapshot } from "#lib/contract/retention.ts";
import { formatCount, formatUsd } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import classes from "./retention.module.css";

export function JudgedChainView({ chain, isOpen }: { chain: JudgedChain; isOpen: boolean }) {
  const { sourceDiskName, region, kind, isCopy, kept, going, frees, monthlyCost } = chain;
  return (
    <details className={classes.chain} open={isOpen}>
      <summary>
        <strong>{sourceDiskName}</strong>{" "}
        <span className={classes.quiet}>
          {regionLabel(region)}
          {kind === "full" && ", full"}
          {isCopy && ", copies"}: keeps {formatCount(kept)} of {formatCount(kept + going)}
          {going > 0 && `, frees ${freesWords(frees)}`}
          {going > 0 && monthlyCost && `, about ${formatUsd(monthlyCost.usd)} a month`}
        </span>
      </summary>
      <WideTable label={`Snapshots of ${sourceDiskName} in ${regionLabel(region)}`} minWidth={620}>
        <Table aria-label={`Snapshots of ${sourceDiskName} in ${regionLabel(region)}`} className={classes.table} fz={13}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Snapshot</Table.Th>
              <Table.Th>Taken</Table.Th>
              <Table.Th ta="right">Stores</Table.Th>
              <Table.Th>Why it stays</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {chain.snapshots.map((snapshot) => (
              <Table.Tr key={snapshot.id} data-going={snapshot.reasons.length === 0 || undefined}>
                <Table.Td>
                  <PageLink to={{ page: "snapshots", params: { open: snapshot.id } }}>{snapshot.name}</PageLink>
                </Table.Td>
                <Table.Td>
                  <Instant iso={snapshot.createdAt} />
                </Table.Td>
                <Table.Td ta="right">{snapshot.storedBytes === null ? "not measured" : <Bytes value={snapshot.storedBytes} />}</Table.Td>
                <Table.Td>
                  <KeepBadges snapshot={snapshot} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </WideTable>
    </details>
  );
}

function KeepBadges({ snapshot: { reasons } }: { snapshot: JudgedSnapshot }) {
  if (reasons.length === 0) return <span className={classes.goes}>would go</span>;
  return (
    <ul className={classes.badges}>
      {reasons.map(({ rule, rank, message }) => (
        <li key={`${rule} ${rank} ${message}`} title={message} className={classes.badge}>
          {rank === undefined ? rule : `${rule}-${rank}`}
          <span className="visually-hidden">: {message}</span>
        </li>
      ))}
    </ul>
  );
}
