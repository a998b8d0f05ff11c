import type { Scenario } from '../model/language/index.ts';

type Load = () => Promise<{ readonly default: Scenario }>;

/** The scenarios that are shipped, and that a bare `mmcheck check` checks: a line each. */
const scenarios: Readonly<Record<string, Load>> = {
  'migration/anon-vma-ksm': () => import('../scenarios/migration/anon-vma-ksm.ts'),
  'migration/anon-vma-lifetime': () => import('../scenarios/migration/anon-vma-lifetime.ts'),
};

/** Scenarios for measuring: they are checked when they are named. */
const benches: Readonly<Record<string, Load>> = {
  'bench/anon-vma-ref': () => import('../bench/anon-vma-ref.ts'),
};

const all = { ...scenarios, ...benches };

/** The names of all shipped scenarios, or of those that are checked without being named. */
export function catalogueNames(which: 'all' | 'checked' = 'all'): string[] {
  return Object.keys(which === 'all' ? all : scenarios);
}

/** A shipped scenario, loaded when it is asked for; undefined where there is none of that name. */
export async function fromCatalogue(name: string): Promise<Scenario | undefined> {
  return Object.hasOwn(all, name) ? (await all[name]!()).default : undefined;
}
