"use client";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { FactList } from "#components/ui/fact-list.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { Section } from "#components/ui/page-body.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { Age } from "#components/ui/time.tsx";
import { useHealth } from "#lib/client/settings/use-health.ts";
import type { Health } from "#lib/contract/health.ts";

export function Connection() {
  const query = useHealth();
  return (
    <Section
      title="Connection"
      aside={
        query.data && (
          <span>
            Checked <Age iso={query.data.now} />
          </span>
        )
      }
    >
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <LoadingRows rows={5} label="Checking the connection" />}
      {query.data && <FactList facts={[...factsOf(query.data), ...checksOf(query.data)]} />}
    </Section>
  );
}

function factsOf({ azure, storage, identity, version }: Health) {
  return [
    { name: "Azure", value: `${azure.label}${azure.kind === "local" ? ": embedded on this machine, nothing costs money" : ""}` },
    { name: "Signed in as", value: identity },
    { name: "Storage", value: storage.kind === "embedded" ? "Embedded, in the data directory" : "PostgreSQL, by DATABASE_URL" },
    { name: "Version", value: version },
  ];
}

function checksOf({ checks }: Health) {
  return checks.map((check) => ({
    name: `Check: ${check.name}`,
    value: (
      <>
        <StateBadge tone={check.ok ? "ok" : "bad"}>{check.ok ? "Answers" : "Fails"}</StateBadge> {check.message}
      </>
    ),
  }));
}
