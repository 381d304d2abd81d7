// The audit log: what people and the app asked for, and what came of it. The database itself appends to it, in the transaction
// that changes the record, so that nothing changes without its entry and no entry stands for what did not happen.
//
// Each entry's hash is made of the hash before and of the entry as the database prints it:
//
//   hash(n) = sha256( hash(n − 1) ‖ body(n)::text ),  hash(0) = ''
//
// so that nothing before the newest entry can be changed, left out or added without every later hash changing
// (check-audit-log.ts). Entries cannot be updated or deleted, but by who may drop the trigger: the chain shows that too.

/** Holds are in the log as well: who keeps what, and who gave it free. */
export const auditOfHoldsMigration = {
  name: "0021-audit-of-holds",
  statements: [
    `create function audit_hold() returns trigger language plpgsql as $$
      declare
        about jsonb := jsonb_build_object('holdId', new.id, 'subject', new.snapshot_id);
        held jsonb := jsonb_build_object('reason', new.reason, 'owner', new.owner, 'until', new.until, 'uniqueId', new.unique_id);
      begin
        if tg_op = 'INSERT' then
          perform audit_append(about || jsonb_build_object('event', 'hold-set', 'who', new.set_by, 'after', held));
        else
          perform audit_append(about || jsonb_build_object('event', 'hold-lifted', 'who', new.lifted_by, 'before', held));
        end if;
        return null;
      end $$`,
    "create trigger holds_audited_new after insert on holds for each row execute function audit_hold()",
    `create trigger holds_audited after update of lifted_at on holds for each row
      when (old.lifted_at is null and new.lifted_at is not null) execute function audit_hold()`,
  ],
};

export const auditMigration = {
  name: "0017-audit-log",
  statements: [
    // Who cancelled it or tried it again: the last who asked for anything but the operation itself.
    "alter table operations add column asked_by jsonb, add column asked_request_id text",
    `create table audit_entries (seq bigint primary key, body jsonb not null, hash text not null,
      event text not null generated always as (body ->> 'event') stored,
      who text generated always as (body -> 'who' ->> 'identity') stored,
      operation_id text generated always as (body ->> 'operationId') stored,
      subject text generated always as (body ->> 'subject') stored)`,
    "create index audit_entries_operation on audit_entries (operation_id, seq)",
    "create table audit_head (id integer primary key default 1 check (id = 1), seq bigint not null, hash text not null)",
    "insert into audit_head (seq, hash) values (0, '')",
    `create function audit_append(entry jsonb) returns void language plpgsql as $$
      declare
        head audit_head;
        whole jsonb;
      begin
        -- Whoever appends waits here until the one before has committed: no gap, no fork.
        update audit_head set seq = seq + 1 returning * into head;
        whole := jsonb_build_object('seq', head.seq, 'at', to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
          || jsonb_strip_nulls(entry);
        insert into audit_entries (seq, body, hash)
          values (head.seq, whole, encode(sha256(convert_to(head.hash || whole::text, 'UTF8')), 'hex')) returning hash into head.hash;
        update audit_head set hash = head.hash;
      end $$`,
    `create function audit_refuse() returns trigger language plpgsql as $$ begin
      raise exception 'The audit log is append-only.';
    end $$`,
    "create trigger audit_entries_kept before update or delete on audit_entries for each row execute function audit_refuse()",
    "create trigger audit_entries_not_emptied before truncate on audit_entries for each statement execute function audit_refuse()",
    `create function audit_operation() returns trigger language plpgsql as $$
      declare
        about jsonb := jsonb_build_object('operationId', new.id, 'kind', new.kind, 'title', new.title, 'subject', new.subject_id);
        by_order jsonb := about || jsonb_build_object('who', new.requested_by, 'requestId', new.request_id);
        by_wish jsonb := about || jsonb_build_object('who', coalesce(new.asked_by, new.requested_by), 'requestId', coalesce(new.asked_request_id, new.request_id));
        is_over boolean := new.state in ('succeeded', 'failed', 'cancelled');
        was_over boolean;
      begin
        if tg_op = 'INSERT' then
          perform audit_append(by_order || jsonb_build_object('event', 'operation-ordered', 'input', new.payload, 'after', jsonb_build_object('state', new.state)));
          return null;
        end if;
        was_over := old.state in ('succeeded', 'failed', 'cancelled');
        if new.cancel_requested and not old.cancel_requested then
          perform audit_append(by_wish || jsonb_build_object('event', 'cancel-asked', 'before', jsonb_build_object('state', old.state)));
        end if;
        if was_over and not is_over then
          perform audit_append(by_wish || jsonb_build_object('event', 'retry-asked', 'before', jsonb_build_object('state', old.state, 'error', old.error)));
        end if;
        if old.started_at is null and new.started_at is not null then
          perform audit_append(by_order || jsonb_build_object('event', 'operation-begun', 'before', jsonb_build_object('state', old.state)));
        end if;
        if is_over and not was_over then
          perform audit_append(by_order || jsonb_build_object('event', 'operation-' || new.state, 'before', jsonb_build_object('state', old.state),
            'after', jsonb_build_object('state', new.state, 'resultId', new.result_id, 'error', new.error, 'text', nullif(new.progress_text, ''), 'rows', new.rows)));
        end if;
        return null;
      end $$`,
    "create trigger operations_audited_new after insert on operations for each row execute function audit_operation()",
    `create trigger operations_audited after update of state, cancel_requested, started_at on operations for each row
      when (old.state is distinct from new.state or old.cancel_requested is distinct from new.cancel_requested or old.started_at is distinct from new.started_at)
      execute function audit_operation()`,
    `create function audit_access() returns trigger language plpgsql as $$
      declare
        about jsonb := jsonb_build_object('accessId', new.id, 'subject', new.snapshot_id, 'operationId', new.operation_id,
          'who', new.requested_by, 'requestId', new.request_id);
      begin
        if tg_op = 'INSERT' then
          perform audit_append(about || jsonb_build_object('event', 'access-asked', 'after', jsonb_build_object('expiresAt', new.expires_at)));
        else
          perform audit_append(about || jsonb_build_object('event', 'access-' || case new.result when 'revoked' then 'ended' else 'failed' end,
            'after', jsonb_build_object('endedAt', new.revoked_at, 'detail', new.detail)));
        end if;
        return null;
      end $$`,
    "create trigger access_audited_new after insert on access_ledger for each row execute function audit_access()",
    `create trigger access_audited after update of result on access_ledger for each row
      when (old.result is distinct from new.result and new.result in ('revoked', 'failed')) execute function audit_access()`,
  ],
};
