export interface Clock {
  nowMs(): number;
}

export interface Ids {
  uuid(): string;
}
