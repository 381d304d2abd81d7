"use client";
// /diff?base=&target=&from=&to=&view=&kind=: which blocks of a disk changed between two snapshots of it.
import dynamic from "next/dynamic";
import { useEffect } from "react";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingBlock } from "#components/ui/loading-rows.tsx";
import { PageBody } from "#components/ui/page-body.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { useDiff } from "#lib/client/diff/use-diff.ts";
import { useDiffChain } from "#lib/client/diff/use-diff-chain.ts";
import { usePreferences } from "#lib/client/settings/preferences.ts";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import type { ChainDetail } from "#lib/contract/chains.ts";
import type { DiffSummary } from "#lib/contract/diffs.ts";
import { formatBytes } from "#lib/domain/format.ts";
import { DiffLoading } from "./diff-loading.tsx";
import { type SnapshotPair, stepPair } from "./diff-pair.ts";
import { DiffTotals } from "./diff-totals.tsx";

// Only needed with an answer in hand; their code is fetched while the server reads.
const loadParts = [
  () => untilLoaded(() => import("./pair-picker.tsx")),
  () => untilLoaded(() => import("./diff-views.tsx")),
  () => untilLoaded(() => import("./export-menu.tsx")),
] as const;
const PairPicker = dynamic(() => loadParts[0]().then((m) => m.PairPicker), { ssr: false, loading: () => <LoadingBlock height={34} /> });
const DiffViews = dynamic(() => loadParts[1]().then((m) => m.DiffViews), { ssr: false, loading: () => <LoadingBlock height={420} /> });
const ExportMenu = dynamic(() => loadParts[2]().then((m) => m.ExportMenu), { ssr: false });
const DiffProblem = dynamic(() => untilLoaded(() => import("./diff-problem.tsx")).then((m) => m.DiffProblem), { ssr: false });
const DiffStart = dynamic(() => untilLoaded(() => import("./diff-start.tsx")).then((m) => m.DiffStart), {
  ssr: false,
  loading: () => <LoadingBlock height={320} />,
});

export function DiffPage() {
  const url = useUrlState();
  const [base, target] = [url.get("base"), url.get("target")];
  if (!base || !target) {
    return (
      <>
        <PageHeader title="Diff" sentence="Which blocks of a disk changed between two snapshots of it." />
        <PageBody>
          <DiffStart />
        </PageBody>
      </>
    );
  }
  return <PairPage pair={{ base, target }} />;
}

function PairPage({ pair }: { pair: SnapshotPair }) {
  const url = useUrlState();
  const diff = useDiff(pair.base, pair.target);
  const { chain, isMissing, error: chainError, retry } = useDiffChain(pair.target);
  const goTo = (next: SnapshotPair) => url.set({ base: next.base, target: next.target, from: null, to: null }, { push: true });
  usePairKeys(chain, pair, goTo);
  useEffect(() => {
    for (const load of loadParts) void load();
  }, []);
  return (
    <>
      <PageHeader title={titleOf(diff.data, chain)} sentence={sentenceOf(diff.data)} actions={diff.data && <ExportMenu {...pair} />} />
      <PageBody>
        {chain && <PairPicker chain={chain} pair={pair} onPair={goTo} />}
        {!chain && !chainError && !isMissing && <LoadingBlock height={34} label="Reading the chain" />}
        {chainError && !diff.data && <ErrorNotice error={chainError} onRetry={() => void retry()} title="The chain could not be read" />}
        {diff.isPending && <DiffLoading key={`${pair.base} ${pair.target}`} />}
        {diff.error && <DiffProblem error={diff.error} pair={pair} chain={chain} onPair={goTo} onRetry={() => void diff.refetch()} />}
        {diff.data && (
          <>
            <DiffTotals summary={diff.data} />
            <DiffViews key={`${pair.base} ${pair.target}`} summary={diff.data} pair={pair} />
          </>
        )}
      </PageBody>
    </>
  );
}

/** [ and ] step through neighbours, unless single keys are switched off or somebody is typing. */
function usePairKeys(chain: ChainDetail | undefined, pair: SnapshotPair, goTo: (pair: SnapshotPair) => void): void {
  const { singleKeys } = usePreferences();
  useEffect(() => {
    if (!chain || !singleKeys) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "[" && event.key !== "]") return;
      if (event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]")) return;
      const next = stepPair(chain, pair, event.key === "]" ? 1 : -1);
      if (next) goTo(next);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
}

function titleOf(summary: DiffSummary | undefined, chain: ChainDetail | undefined): string {
  const disk = summary?.diskName ?? chain?.chain.sourceDiskName;
  return disk ? `Changes on ${disk}` : "Diff";
}

function sentenceOf(summary: DiffSummary | undefined): string | undefined {
  if (!summary) return undefined;
  const { base, target, writtenBytes, clearedBytes } = summary;
  if (writtenBytes + clearedBytes === 0) return `Nothing changed from ${base.name} to ${target.name}.`;
  const cleared = clearedBytes > 0 ? ` and ${formatBytes(clearedBytes)} cleared` : "";
  return `${formatBytes(writtenBytes)} written${cleared} from ${base.name} to ${target.name}.`;
}
