// A copy among those of its chain: Azure takes them in the order of creation, one at a time, so the earlier ones that are
// missing come first or never. What all of them move and cost stands in the plan.
import { Alert, Anchor, Button } from "@mantine/core";
import { formatCount } from "#lib/domain/format.ts";
import type { CopyOptions } from "#lib/operations/kinds/copy/request.ts";
import { choiceLabel } from "./choice-label.ts";
import { earlierMissing } from "./copy-fields.ts";

interface EarlierOnesProps {
  options: CopyOptions;
  region: string;
  onEarlier(id: string): void;
}

/** Once this one is there, they can follow no more: they are offered before. */
export function EarlierOnes({ options, region, onEarlier }: EarlierOnesProps) {
  const missing = earlierMissing(options, region);
  const [oldest] = missing;
  if (!oldest) return null;
  const isOne = missing.length === 1;
  const have = isOne ? "1 earlier snapshot has" : `${formatCount(missing.length)} earlier snapshots have`;
  return (
    <Alert color="gray" variant="light" p="xs">
      {have} no copy in {choiceLabel(options.regions, region)}, and can get none once this one is there: Azure copies in the order of
      creation, one at a time. To have {isOne ? "it" : "them"} too, begin with {oldest.name}. “The whole series” in the plan is what{" "}
      {isOne ? "both" : `all ${formatCount(missing.length + 1)}`} move and cost.
      <Button variant="default" size="xs" mt={6} onClick={() => onEarlier(oldest.id)}>
        Copy {oldest.name} first
      </Button>
    </Alert>
  );
}

interface LaterOnesProps {
  /** Of the snapshot that was wanted in the first place. */
  options: CopyOptions;
  region: string;
  firstId: string;
  wanted: string;
  onBack(): void;
}

/** What comes after the one the dialog turned to: each is begun by hand, so the order is told. */
export function LaterOnes({ options, region, firstId, wanted, onBack }: LaterOnesProps) {
  const missing = earlierMissing(options, region);
  const after = missing.slice(missing.findIndex(({ id }) => id === firstId) + 1);
  const [next] = after;
  const then = next && after.length > 1 ? `${next.name}, and ${formatCount(after.length - 1)} more before ${wanted}` : next?.name;
  return (
    <Alert color="gray" variant="light" p="xs">
      The first of {formatCount(missing.length + 1)} on the way to {wanted}. Each is started here by hand: when this copy is complete, the
      next to start is {then ?? wanted}.{" "}
      <Anchor component="button" type="button" size="sm" onClick={onBack}>
        Back to {wanted}
      </Anchor>
    </Alert>
  );
}
