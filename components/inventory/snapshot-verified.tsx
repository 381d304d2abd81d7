// What a copy's panel says of its data: the level that counts, and the newest of each verdict at each with its certificate.
import { CertificateButton } from "#components/operations/certificate-button.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { Age } from "#components/ui/time.tsx";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { levelLabel } from "#lib/domain/verification/verification.ts";
import classes from "./snapshot-panel.module.css";
import { VerifiedBadge } from "./verified-badge.tsx";

export function SnapshotVerified({ row }: { row: SnapshotRow }) {
  if (!row.sourceSnapshotId || row.state !== "ready") return null;
  const { verified, verifications = [] } = row;
  return (
    <section aria-label="Verification" className={classes.verified}>
      <VerifiedBadge verified={verified} />
      {verifications.length > 0 && (
        <ul className={classes.verifications}>
          {verifications.map(({ operationId, level, verdict, at }) => (
            <li key={operationId}>
              <span>
                <PageLink to={{ page: "operation", params: { id: operationId } }}>
                  {levelLabel(level)}: {verdict}
                </PageLink>{" "}
                <span className={classes.quiet}>
                  <Age iso={at} />
                </span>
              </span>
              <CertificateButton
                operationId={operationId}
                what={verdict === "equal" ? levelLabel(level) : `${levelLabel(level)}, ${verdict}`}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
