// How far a copy was compared with its source. That it is complete says nothing of that.
import { IconShieldCheck, IconShieldX } from "@tabler/icons-react";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { verifiedWords } from "./verified-words.ts";

export function VerifiedBadge({ verified }: Pick<SnapshotRow, "verified">) {
  const isBad = verified?.verdict === "different";
  const tone = !verified ? "neutral" : isBad ? "bad" : "ok";
  return (
    <StateBadge tone={tone} {...(verified ? { icon: isBad ? IconShieldX : IconShieldCheck } : {})}>
      {verifiedWords(verified)}
    </StateBadge>
  );
}
