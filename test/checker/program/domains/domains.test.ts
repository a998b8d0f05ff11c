import { describe, expect, it } from 'vitest';
import { compileCode, js, literal } from '../../../../checker/code/js.ts';
import type { DomainName } from '../../../../checker/program/domains/domain.ts';
import { domainOf, domains, type SizedLeaf } from '../../../../checker/program/domains/index.ts';
import type { ItfValue } from '../../../../checker/program/domains/itfValue.ts';
import {
  address,
  bool,
  constant,
  count,
  type Leaf,
  type LeafDomain,
  oneOf,
  pointer,
  range,
  rowSet,
  size,
} from '../../../../model/language/index.ts';
import { refusal } from '../../../helpers/refusal.ts';

const bounds = { tables: new Map(Object.entries({ row: 3, wide: 31, wider: 32 })), sizes: { most: 2 } };
const sized = (leaf: LeafDomain): SizedLeaf => domainOf(leaf).size(leaf, 'in.here', bounds);

interface Example {
  readonly leaf: Leaf<unknown>;
  readonly sized: string;
  readonly values: readonly unknown[];
  readonly shown: readonly string[];
  readonly itf: readonly ItfValue[];
  readonly allowed: string;
  readonly declaration: string;
}

const examples = {
  bool: {
    leaf: bool(),
    sized: '{"kind":"leaf","domain":"bool"}',
    values: [false, true],
    shown: ['false', 'true'],
    itf: [false, true],
    allowed: 'false, true',
    declaration: 'bool it;',
  },
  count: {
    leaf: count(size('most', 9)),
    sized: '{"kind":"leaf","domain":"count","max":2}',
    values: [0, 1, 2],
    shown: ['0', '1', '2'],
    itf: [{ '#bigint': '0' }, { '#bigint': '1' }, { '#bigint': '2' }],
    allowed: '0..2',
    declaration: 'unsigned int it;  /* 0..2 */',
  },
  range: {
    leaf: range(-1, size('most', 9)),
    sized: '{"kind":"leaf","domain":"range","min":-1,"max":2}',
    values: [0, 1, 2, -1],
    shown: ['0', '1', '2', '-1'],
    itf: [{ '#bigint': '0' }, { '#bigint': '1' }, { '#bigint': '2' }, { '#bigint': '-1' }],
    allowed: '-1..2',
    declaration: 'int it;  /* -1..2 */',
  },
  constant: {
    leaf: constant(size('most', 9)),
    sized: '{"kind":"leaf","domain":"constant","value":2}',
    values: [2],
    shown: ['2'],
    itf: [{ '#bigint': '2' }],
    allowed: '2 alone',
    declaration: 'const unsigned int it;  /* 2 */',
  },
  oneOf: {
    leaf: oneOf('none', '"', '\u2028'),
    sized: '{"kind":"leaf","domain":"oneOf","values":["none","\\"","\u2028"]}',
    values: ['none', '"', '\u2028'],
    shown: ['none', '"', '\u2028'],
    itf: ['none', '"', '\u2028'],
    allowed: 'none, ", \u2028',
    declaration: 'enum { none, ", \u2028 } it;',
  },
  pointer: {
    leaf: pointer('row'),
    sized: '{"kind":"leaf","domain":"pointer","to":"row","rows":3}',
    values: [null, 0, 1, 2],
    shown: ['NULL', 'row[0]', 'row[1]', 'row[2]'],
    itf: [
      { tag: 'None', value: { '#tup': [] } },
      ...['0', '1', '2'].map((row) => ({ tag: 'Some', value: { '#bigint': row } })),
    ],
    allowed: 'NULL, row[0..2]',
    declaration: 'struct row *it;',
  },
  rowSet: {
    leaf: rowSet('row'),
    sized: '{"kind":"leaf","domain":"rowSet","of":"row","rows":3}',
    values: [0, 1, 2, 3, 4, 5, 6, 7],
    shown: ['{}', '{0}', '{1}', '{0, 1}', '{2}', '{0, 2}', '{1, 2}', '{0, 1, 2}'],
    itf: [[], [0], [1], [0, 1], [2], [0, 2], [1, 2], [0, 1, 2]].map((rows) => ({
      '#set': rows.map((row) => ({ '#bigint': String(row) })),
    })),
    allowed: 'sets over row[0..2]',
    declaration: 'set of row it;',
  },
  address: {
    leaf: address('row[].list', 'row[0].head', 'nowhere'),
    sized:
      '{"kind":"leaf","domain":"address","values":["row[0].list","row[1].list","row[2].list","row[0].head","nowhere"]}',
    values: [null, 'row[0].list', 'row[1].list', 'row[2].list', 'row[0].head', 'nowhere'],
    shown: ['NULL', 'row[0].list', 'row[1].list', 'row[2].list', 'row[0].head', 'nowhere'],
    itf: [
      { tag: 'None', value: { '#tup': [] } },
      ...['row[0].list', 'row[1].list', 'row[2].list', 'row[0].head', 'nowhere'].map((value) => ({
        tag: 'Some',
        value,
      })),
    ],
    allowed: 'NULL, row[0].list, row[1].list, row[2].list, row[0].head, nowhere',
    declaration: 'void *it;',
  },
} satisfies Record<DomainName, Example>;

/** What no domain has, beside the values of the others. */
const odd = [undefined, Number.NaN, Infinity, -1, 0.5, 8, 2 ** 31, 2 ** 32, '', 'None', 'toString', {}, []];

const everyDomain: [DomainName, Example][] = Object.entries(examples) as [DomainName, Example][];

describe.each(everyDomain)('the domain %s', (_, example) => {
  const leaf = sized(example.leaf);
  const domain = domainOf(leaf);
  const others = [...odd, ...everyDomain.flatMap(([, { values }]) => values)].filter(
    (value) => !example.values.includes(value),
  );

  it('has its leaves as plain data', () => {
    expect(JSON.stringify(leaf)).toBe(example.sized);
  });

  it('has a code for every value of its own and for no other', () => {
    const codes = example.values.map((_, code) => code);
    expect(domain.values(leaf)).toBe(codes.length);
    expect(codes.map((code) => domain.decode(leaf, code))).toEqual(example.values);
    expect(example.values.map((value) => domain.encode(leaf, value))).toEqual(codes);
    for (const value of others) expect(domain.encode(leaf, value), String(value)).toBeUndefined();
  });

  it('has the same codes in generated code', () => {
    const lookup = domain.lookupCode(leaf) ?? literal([]);
    const decode = compileCode<(c: number) => unknown>(
      'decode',
      ['c'],
      js`return ${domain.decodeCode(leaf, lookup)};`,
    );
    const encode = compileCode<(v: unknown, refuse: () => undefined) => unknown>(
      'encode',
      ['v', 'refuse'],
      js`return ${domain.encodeCode(leaf, js`refuse()`)};`,
    );
    for (const value of [...example.values, ...others]) {
      expect(
        encode(value, () => undefined),
        String(value),
      ).toBe(domain.encode(leaf, value));
    }
    example.values.forEach((value, code) => {
      expect(decode(code)).toBe(value);
    });
  });

  it('is written as reports, traces in ITF and listings have it', () => {
    expect(example.values.map((value) => domain.show(leaf, value))).toEqual(example.shown);
    expect(example.values.map((value) => domain.itf(leaf, value))).toEqual(example.itf);
    expect(domain.describe(leaf)).toBe(example.allowed);
    expect(domain.declaration(example.leaf, 'it', bounds.sizes)).toBe(example.declaration);
  });
});

describe('the domains', () => {
  it('are all of the language', () => {
    expect(Object.keys(domains)).toEqual(Object.keys(examples));
  });

  it.each<[DomainName, unknown, readonly string[]]>([
    ['bool', true, []],
    ['count', 2, []],
    ['constant', 2, []],
    ['oneOf', 'none', []],
    ['pointer', null, []],
    ['pointer', 2, ['row[2]']],
    ['rowSet', 0, []],
    ['rowSet', 5, ['row[0]', 'row[2]']],
    ['address', null, []],
    ['address', 'nowhere', []],
    ['address', 'row[1].list', ['row[1]']],
    ['address', 'row[0].head', ['row[0]']],
  ])('know the rows that a value names: %s %o', (name, value, rows) => {
    const leaf = sized(examples[name].leaf);
    expect(domainOf(leaf).rowsNamed(leaf, value)).toEqual(rows);
  });

  it.each<[DomainName, unknown, unknown]>([
    ['bool', false, true],
    ['count', 0, 2],
    ['range', -1, 2],
    ['pointer', null, 0],
    ['rowSet', 1, 5],
    ['address', null, 'nowhere'],
  ])('know what goes up and what down: %s', (name, low, high) => {
    const leaf = sized(examples[name].leaf);
    expect(domainOf(leaf).moves(leaf, low, high)).toBe('up');
    expect(domainOf(leaf).moves(leaf, high, low)).toBe('down');
  });

  it.each<[DomainName, unknown, unknown]>([
    ['oneOf', 'none', '"'],
    ['pointer', 0, 2],
    ['address', 'row[0].list', 'row[0].head'],
  ])('know what goes neither up nor down: %s', (name, one, other) => {
    const leaf = sized(examples[name].leaf);
    expect(domainOf(leaf).moves(leaf, one, other)).toBeUndefined();
    expect(domainOf(leaf).moves(leaf, other, one)).toBeUndefined();
  });

  it('know the sizes that a leaf is written with', () => {
    const most = size('most', 9);
    expect(domains.count.sizesIn({ domain: 'count', max: most })).toEqual([most]);
    expect(domains.constant.sizesIn({ domain: 'constant', value: most })).toEqual([most]);
    expect(
      everyDomain
        .filter(([name]) => !['count', 'range', 'constant'].includes(name))
        .flatMap(([, { leaf }]) => domainOf(leaf).sizesIn(leaf)),
    ).toEqual([]);
  });
});

describe('a leaf that cannot be sized', () => {
  it.each<[string, LeafDomain]>([
    ['in.here: a size of 0 is not possible; allowed: whole numbers from 1 to 1048576', count(0)],
    ['in.here: a value of its enumeration is listed twice; allowed: each once', oneOf('a', 'b', 'a')],
    ["in.here: it points into 'rows', which is no table", pointer('rows')],
    ["in.here: it points into 'rows', which is no table", rowSet('rows')],
    ["in.here: it points into 'rows', which is no table", address('rows[].list')],
    [
      'in.here: a place that it may be the address of is listed twice; allowed: each once',
      address('row[].list', 'row[1].list'),
    ],
    ["in.here: a set over 32 rows of 'wider'; allowed: at most 31", rowSet('wider')],
  ])('is refused: %s', (message, leaf) => {
    expect(refusal(() => sized(leaf))).toBe(message);
  });

  it('is not a set over 31 rows', () => {
    const leaf = sized(rowSet('wide'));
    expect(domainOf(leaf).values(leaf)).toBe(2 ** 31);
    expect(domainOf(leaf).encode(leaf, 2 ** 31 - 1)).toBe(2 ** 31 - 1);
  });
});
