// Copy several snapshots of a chain to another region, in the order of their creation, as one operation.
import { TextInput } from "@mantine/core";
import { usePlanOptions } from "#lib/client/operations/use-plan-options.ts";
import { formatCount } from "#lib/domain/format.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { type CopyChainOptions, copyChainOptions } from "#lib/operations/kinds/copy-chain/request.ts";
import { copyChainWords } from "#lib/operations/kinds/copy-chain/words.ts";
import { ActionForm, type FieldProps } from "./action-form.tsx";
import { choiceLabel } from "./choice-label.ts";
import { beginLike, type CopyChainFields, type NamedSnapshot, namesError, requestOf, toCopy, toRegion } from "./copy-chain-fields.ts";
import { type CopyFields, initialCopyFields } from "./copy-fields.ts";
import { CopyPlaceFields } from "./copy-place-fields.tsx";
import { SnapshotMembers } from "./snapshot-members.tsx";

export interface CopyChainDialogProps {
  /** The newest of them. */
  snapshotId: string;
  /** Oldest first; absent: all that are missing before the newest. */
  chosen?: readonly NamedSnapshot[];
  /** Of the form this one is opened from. */
  begun?: CopyFields;
  opened: boolean;
  onClose(): void;
}

export function CopyChainDialog({ snapshotId, chosen, begun, opened, onClose }: CopyChainDialogProps) {
  const options = usePlanOptions(copyChainOptions, copyChainWords, snapshotId, opened);
  const wanted = { id: snapshotId, name: resourceName(snapshotId) };
  const membersIn = (region: string) => (options.data ? toCopy(options.data, region, wanted, chosen) : (chosen ?? [wanted]));
  return (
    <ActionForm
      words={copyChainWords}
      title="Copy several snapshots to another region"
      opened={opened}
      onClose={onClose}
      options={options}
      initial={(offered) => beginLike(begun ?? initialCopyFields(offered))}
      request={(fields) => ({ kind: "copy-chain", ...requestOf(fields, membersIn(fields.targetRegion)) })}
      startLabel={({ targetRegion }, { regions }) =>
        `Copy ${formatCount(membersIn(targetRegion).length)} to ${choiceLabel(regions, targetRegion)}`
      }
      fields={(props) => <CopyChainFieldset {...props} members={membersIn(props.fields.targetRegion)} />}
    />
  );
}

interface CopyChainFieldsetProps extends FieldProps<CopyChainFields, CopyChainOptions> {
  members: readonly NamedSnapshot[];
}

function CopyChainFieldset({ members, ...props }: CopyChainFieldsetProps) {
  const { fields, options, errors, set } = props;
  return (
    <CopyPlaceFields
      {...props}
      onRegion={(targetRegion) => set(toRegion(fields, options, targetRegion))}
      afterRegion={<SnapshotMembers members={members} error={errors.snapshots} />}
      names={
        <TextInput
          label="Ending of the names"
          description={`Each copy is named after its snapshot: ${members[0]?.name ?? "snapshot"}-${fields.ending}`}
          value={fields.ending}
          error={namesError(errors)}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => set({ ending: event.currentTarget.value })}
        />
      }
    />
  );
}
