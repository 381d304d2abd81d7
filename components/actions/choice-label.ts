import type { Choice } from "#lib/domain/plans/plan.ts";

export function choiceLabel(choices: readonly Choice[], value: string): string {
  return choices.find((choice) => choice.value === value)?.label ?? value;
}
