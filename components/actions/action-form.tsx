// What the dialogs of operations share: fields begin with what the server suggests, every change asks for a new plan, starting
// goes to the operation's page. The idempotency key is made once for each opening of the form.
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { Refusal } from "#components/ui/refusal.tsx";
import { useOperationStart } from "#lib/client/operations/use-operation-start.ts";
import { usePlan } from "#lib/client/operations/use-plan.ts";
import { useGoToPage } from "#lib/client/shell/use-page-address.ts";
import type { OperationRequest } from "#lib/contract/operations.ts";
import type { FormOptions } from "#lib/contract/plans.ts";
import type { KindWords } from "#lib/operations/kinds/kind-words.ts";
import { ActionBody, type ActionBodyProps, ActionDialog } from "./action-dialog.tsx";

export interface FieldProps<F, O> {
  fields: F;
  options: O;
  errors: Record<string, string | undefined>;
  set(change: Partial<F>): void;
}

export interface ActionFormProps<R extends OperationRequest, F, O extends FormOptions> {
  words: KindWords<R>;
  title: string;
  opened: boolean;
  onClose(): void;
  options: UseQueryResult<O>;
  initial(options: O): F;
  request(fields: F, options: O): R;
  startLabel(fields: F, options: O): string;
  fields(props: FieldProps<F, O>): ReactNode;
}

export function ActionForm<R extends OperationRequest, F, O extends FormOptions>(props: ActionFormProps<R, F, O>) {
  const { title, opened, onClose } = props;
  return (
    <ActionDialog title={title} opened={opened} onClose={onClose}>
      <ActionBody {...useActionForm(props)} />
    </ActionDialog>
  );
}

/** The same inside a dialog that has more than one form to turn to. */
export function FormInDialog<R extends OperationRequest, F, O extends FormOptions>(props: Omit<ActionFormProps<R, F, O>, "title">) {
  return <ActionBody {...useActionForm(props)} />;
}

function useActionForm<R extends OperationRequest, F, O extends FormOptions>(
  props: Omit<ActionFormProps<R, F, O>, "title">,
): ActionBodyProps {
  const { opened, onClose } = props;
  const goToPage = useGoToPage();
  const [fields, setFields] = useState<F>();
  // Options of an earlier opening may offer a name that is taken by now.
  const options = props.options.isFetching && !fields ? undefined : props.options.data;
  const { start, renew } = useOperationStart();
  const [request, setRequest] = useState<R>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: each opening is a new intention, nothing else is
  useEffect(() => {
    if (!opened) return;
    setFields(undefined);
    setRequest(undefined);
    renew();
  }, [opened]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the form begins once, with the first options
  useEffect(() => {
    if (!opened || fields || !options?.possible) return;
    apply(props.initial(options), options);
  }, [opened, fields, options]);

  const apply = (next: F, offered: O) => {
    setFields(next);
    setRequest(props.request(next, offered));
  };
  const plan = usePlan(props.words.request, opened ? request : undefined);
  const begin = () => {
    if (!request) return;
    const begun = { request, plan: plan.plan };
    start.mutate(begun, {
      onSuccess: (operation) => {
        onClose();
        goToPage({ page: "operation", params: { id: operation.id } });
      },
      // What it was refused for may be in a newer plan.
      onError: plan.retry,
    });
  };
  return {
    onClose,
    options: options && (fields || !options.possible) ? options : undefined,
    optionsError: props.options.error && (
      <ErrorNotice
        title="What can be chosen here could not be read"
        error={props.options.error}
        onRetry={() => void props.options.refetch()}
      />
    ),
    fields:
      fields &&
      options &&
      props.fields({ fields, options, errors: plan.fieldErrors, set: (change) => apply({ ...fields, ...change }, options) }),
    plan: plan.plan,
    missing: request ? Object.values(plan.fieldErrors) : [],
    isPlanStale: plan.isStale,
    planError: plan.error ? <ErrorNotice title="The plan could not be made" error={plan.error} onRetry={plan.retry} /> : undefined,
    startError: start.error && <Refusal error={start.error} onRetry={begin} />,
    startLabel: fields && options ? props.startLabel(fields, options) : "Start",
    isStarting: start.isPending,
    onStart: begin,
  };
}
