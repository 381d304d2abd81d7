// What comparing a copy with its source found, and over how much of it.
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingBlock } from "#components/ui/loading-rows.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { Instant } from "#components/ui/time.tsx";
import { useVerification } from "#lib/client/operations/use-verification.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import { formatBytes, formatCount, formatPercent } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { levelLabel, type Verification, type VerifiedSide } from "#lib/domain/verification/verification.ts";
import { CertificateButton } from "./certificate-button.tsx";
import classes from "./operation-facts.module.css";

export function ResultVerification({ operation }: { operation: OperationRow }) {
  const query = useVerification(operation.id);
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} title="What was found could not be read" />;
  if (!query.data) return <LoadingBlock height={120} label="Reading what was found" />;
  return <Found found={query.data} />;
}

function Found({ found }: { found: Verification }) {
  const { verdict, level, differingChunks, comparedChunks, dataChunks, comparedBytes, firstDifference, sample } = found;
  return (
    <>
      <dl className={classes.facts}>
        <dt>Verdict</dt>
        <dd>
          {verdict === "equal" ? (
            <StateBadge tone="ok">Equal, as far as compared</StateBadge>
          ) : (
            <StateBadge tone="bad">The copy differs from its source</StateBadge>
          )}
        </dd>
        <dt>Level</dt>
        <dd>{levelLabel(level)}</dd>
        <dt>Compared by</dt>
        <dd>
          <Instant iso={found.at} />
        </dd>
        <dt>Compared</dt>
        <dd>
          {formatBytes(comparedBytes)} a side: {formatCount(comparedChunks)} of {formatCount(dataChunks)} chunks of 64 KiB that hold data
        </dd>
        {verdict === "different" && (
          <>
            <dt>Differences</dt>
            <dd>
              {formatCount(differingChunks)} {differingChunks === 1 ? "chunk" : "chunks"}, the first at byte{" "}
              {formatCount(firstDifference ?? 0)}
            </dd>
          </>
        )}
        {sample && (
          <>
            <dt>Sample</dt>
            <dd>{sampleWords(sample, dataChunks)}</dd>
          </>
        )}
        <dt>Source</dt>
        <dd>{sideWords(found.source)}</dd>
        <dt>Copy</dt>
        <dd>{sideWords(found.copy)}</dd>
      </dl>
      <CertificateButton operationId={found.operationId} what={levelLabel(level)} />
    </>
  );
}

function sampleWords({ chunks, damagedChunks, probability }: NonNullable<Verification["sample"]>, dataChunks: number): string {
  const damaged = `${formatCount(damagedChunks)} damaged ${damagedChunks === 1 ? "chunk" : "chunks"} of ${formatCount(dataChunks)}`;
  return `${formatCount(chunks)} chunks drawn by chance: ${damaged} are found with a probability of ${formatPercent(100 * probability)}`;
}

function sideWords({ name, region, uniqueId }: VerifiedSide): string {
  return `${name} in ${regionLabel(region)} (${uniqueId})`;
}
