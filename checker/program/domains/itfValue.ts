/** A value in Apalache's Informal Trace Format. */
export type ItfValue = string | boolean | readonly ItfValue[] | { readonly [key: string]: ItfValue };

/** A whole number. */
export const bigint = (value: number): ItfValue => ({ '#bigint': String(value) });

/** Quint's option type. */
export const some = (value: ItfValue | undefined): ItfValue =>
  value === undefined ? { tag: 'None', value: { '#tup': [] } } : { tag: 'Some', value };
