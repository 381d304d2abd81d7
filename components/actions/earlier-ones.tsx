// Azure takes the copies of a chain in the order of creation, so those that are missing before this one come first or never.
import { Alert, Button } from "@mantine/core";
import type { CopyFormOptions } from "#lib/contract/copy-form.ts";
import { formatCount } from "#lib/domain/format.ts";
import { choiceLabel } from "./choice-label.ts";
import { earlierMissing } from "./copy-fields.ts";

interface EarlierOnesProps {
  options: CopyFormOptions;
  region: string;
  onSeries(): void;
}

export function EarlierOnes({ options, region, onSeries }: EarlierOnesProps) {
  const missing = earlierMissing(options, region).length;
  if (missing === 0) return null;
  const [have, they] = missing === 1 ? ["1 earlier snapshot has", "it"] : [`${formatCount(missing)} earlier snapshots have`, "they"];
  return (
    <Alert color="gray" variant="light" p="xs">
      {have} no copy in {choiceLabel(options.regions, region)}, and can get none once this one is there: Azure copies in the order of
      creation, one at a time. Should {they} be there too?
      <Button variant="default" size="xs" mt={6} onClick={onSeries}>
        Copy {missing === 1 ? "both" : `all ${formatCount(missing + 1)}`}, in order
      </Button>
    </Alert>
  );
}
