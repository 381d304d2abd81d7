// A list of choices as the server offers them: what is impossible stays visible, disabled, with its reason.
import { Group, Select, type SelectProps, Text } from "@mantine/core";
import type { Choice } from "#lib/domain/plans/plan.ts";

export interface ChoiceSelectProps extends Omit<SelectProps, "data" | "value" | "onChange" | "renderOption"> {
  choices: Choice[];
  value: string | undefined;
  onChange(value: string): void;
}

export function ChoiceSelect({ choices, value, onChange, ...rest }: ChoiceSelectProps) {
  return (
    <Select
      allowDeselect={false}
      maxDropdownHeight={320}
      // What is typed then replaces the choice instead of lengthening it.
      onFocus={(event) => event.currentTarget.select()}
      onClick={(event) => event.currentTarget.select()}
      comboboxProps={{ withinPortal: true }}
      {...rest}
      value={value ?? null}
      onChange={(next) => next && onChange(next)}
      data={choices.map((choice) => ({ value: choice.value, label: choice.label, disabled: !choice.possible }))}
      renderOption={({ option }) => {
        const choice = choices.find((c) => c.value === option.value);
        return choice && <ChoiceOption choice={choice} />;
      }}
    />
  );
}

function ChoiceOption({ choice }: { choice: Choice }) {
  return (
    <div>
      <Group gap={6}>
        <Text size="sm">{choice.label}</Text>
        {choice.recommended && choice.possible && (
          <Text size="xs" c="dimmed">
            recommended
          </Text>
        )}
      </Group>
      {choice.reason && (
        <Text size="xs" c="dimmed">
          {choice.reason}
        </Text>
      )}
    </div>
  );
}
