/** A record of the shared state: leaves by name, records, and rows in arrays. */
export interface PlainRecord {
  [field: string]: unknown;
}

/** A thread's own part: the index of the label it stands before (their number: it has ended) and its slots by name. */
export interface ThreadState {
  label: number;
  slots: Record<string, unknown>;
}

/** A state as plain objects, frozen by the reference engine. */
export interface State {
  readonly shared: PlainRecord;
  readonly threads: readonly ThreadState[];
  /**
   * For each shared CPU the thread that runs there and may not be replaced where it stands; null: any thread of the CPU
   * may go on. Missing where no CPU is shared.
   */
  readonly running?: readonly (number | null)[];
}
