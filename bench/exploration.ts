/** Processes, migrators, pages. */
export type ModelSizes = readonly [number, number, number];

/** One exploration of the reference model. */
export interface Run {
  readonly states: number;
  readonly transitions: number;
  readonly seconds: number;
  readonly megabytes: number;
}
