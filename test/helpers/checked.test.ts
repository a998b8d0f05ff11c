import { readdirSync } from 'node:fs';
import { describe, expect, inject, it } from 'vitest';
import emptyForever from '../../scenarios/zsmalloc/empty-forever.ts';
import { checked } from './checked.ts';

const kept = () => readdirSync(inject('runFolder')).map(decodeURIComponent);

describe('a design that is checked for several tests', () => {
  it('is searched once, and kept for the other processes of the run', async () => {
    const result = await checked(emptyForever, '4.14');
    expect(kept()).toContain('["zsmalloc/empty-forever","4.14",[]]');
    expect(await checked(emptyForever, '4.14', {})).toBe(result);
    expect(result).toMatchObject({ verdict: 'violated', asExpected: true, trace: { design: '4.14' } });
  });

  it('is not taken for the one that is shipped where it only has the name', async () => {
    const free = { ...emptyForever, properties: [] };
    expect(await checked(free, '4.14')).toMatchObject({ verdict: 'holds', asExpected: false });
    expect(await checked(emptyForever, '4.14')).toMatchObject({ verdict: 'violated' });
    expect(await checked({ ...emptyForever }, '4.14')).toMatchObject({ verdict: 'violated' });
  });

  it('is another with other sizes', async () => {
    const more = await checked(emptyForever, '4.14', { pages: 4 });
    expect(more.states).not.toBe((await checked(emptyForever, '4.14')).states);
  });
});
