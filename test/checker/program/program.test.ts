import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../checker/program/program.ts';
import type { Design } from '../../../model/language/design.ts';
import {
  after,
  design,
  type Expected,
  holds,
  machine,
  patch,
  scenario,
  thread,
  type Unreachable,
  violated,
} from '../../../model/language/index.ts';
import { refusal } from '../../helpers/refusal.ts';

const mm = machine({});
const nothing = () => {};
const get_page = mm.fn('get_page', 'test', {}, {}, { get: nothing });
const put_page = mm.fn('put_page', 'test', {}, {}, { put: nothing });
const barrier = patch('a barrier').in(get_page, after('get', { barrier: nothing }));

/** Builds `own`, beside a design with no patch and one with a barrier. */
const build = (own: Design<unknown>) => {
  const designs = { base: design([], holds), fenced: design([barrier], holds), own };
  const threads = { get: thread(get_page, {}), put: thread(put_page, {}) };
  return buildProgram(scenario('test/labels', { summary: '', machine: mm, threads, designs }), 'own');
};
const declaring = (unreachable: Unreachable, expected: Expected = holds) =>
  design([], expected, { unreachable });
const allowed = '(allowed: get_page.get, put_page.put)';

describe('a label that a design itself declares unreachable', () => {
  it.each(['get_page.get', 'put_page.put'])('may be any label of it: %s', (label) => {
    expect(build(declaring({ [label]: 'it is so' })).design).toBe('own');
  });

  it('may be one that its series brings', () => {
    const own = design([barrier], holds, { unreachable: { 'get_page.barrier': 'it is so' } });
    expect(build(own).design).toBe('own');
  });

  it('is refused where it is none, with the nearest', () => {
    expect(refusal(() => build(declaring({ 'put_page.putt': 'it is so' })))).toBe(
      `test/labels@own: it declares 'put_page.putt' unreachable, which is no label; did you mean 'put_page.put'? ${allowed}`,
    );
  });

  it('is refused behind others that are right, and where only another design has it', () => {
    const unreachable = { 'get_page.get': 'it is so', 'get_page.barrier': 'it is so' };
    expect(refusal(() => build(declaring(unreachable)))).toContain(
      "test/labels@own: it declares 'get_page.barrier' unreachable, which is no label; ",
    );
  });

  it('is none of the labels of another function, nor one without its function', () => {
    for (const label of ['get_page.put', 'get'])
      expect(refusal(() => build(declaring({ [label]: 'it is so' })))).toContain(
        `declares '${label}' unreachable, which is no label; `,
      );
  });
});

describe('the label at which a design is expected to fail', () => {
  it('may be any label of it', () => {
    expect(build(design([], violated(undefined, 'put_page.put'))).design).toBe('own');
    expect(build(design([barrier], violated('deadlock', 'get_page.barrier'))).design).toBe('own');
  });

  it('is refused where it is none, with the nearest', () => {
    expect(refusal(() => build(design([], violated(undefined, 'get_pge.get'))))).toBe(
      `test/labels@own: it has no label 'get_pge.get'; did you mean 'get_page.get'? ${allowed}`,
    );
  });

  it('is refused where only another design has it, whatever is declared unreachable', () => {
    const own = declaring({ 'put_page.put': 'it is so' }, violated('deadlock', 'get_page.barrier'));
    expect(refusal(() => build(own))).toContain("it has no label 'get_page.barrier'; ");
  });
});
