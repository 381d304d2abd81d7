// Compare a copy with its source: how far is what has to be chosen.
import { Radio, Stack } from "@mantine/core";
import type { SnapshotDialogProps } from "#components/operations/kinds/operation-ui.ts";
import { usePlanOptions } from "#lib/client/operations/use-plan-options.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { type VerifyOptions, type VerifyRequest, verifyOptions } from "#lib/operations/kinds/verify/request.ts";
import { verifyWords } from "#lib/operations/kinds/verify/words.ts";
import { ActionForm, type FieldProps } from "./action-form.tsx";

type VerifyFields = Pick<VerifyRequest, "level">;

export function VerifyDialog({ snapshotId, opened, onClose }: SnapshotDialogProps) {
  const options = usePlanOptions(verifyOptions, verifyWords, snapshotId, opened);
  return (
    <ActionForm
      words={verifyWords}
      title={`Verify ${resourceName(snapshotId)} against its source`}
      opened={opened}
      onClose={onClose}
      options={options}
      initial={({ levels }) => ({ level: (levels.find(({ recommended }) => recommended) ?? levels[0])?.value as VerifyFields["level"] })}
      request={({ level }) => ({ kind: "verify", snapshotId, level })}
      startLabel={() => "Verify"}
      fields={(props) => <LevelField {...props} />}
    />
  );
}

function LevelField({ fields, options, errors, set }: FieldProps<VerifyFields, VerifyOptions>) {
  return (
    <Radio.Group
      label="What is compared"
      description="Each includes what the one above it looks at."
      value={fields.level}
      error={errors.level}
      onChange={(level) => set({ level: level as VerifyFields["level"] })}
    >
      <Stack gap={8} mt={8}>
        {options.levels.map(({ value, label, possible }) => (
          <Radio key={value} value={value} label={label} disabled={!possible} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
