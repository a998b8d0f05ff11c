import { type Code, joined, js, literal, name } from '../code/js.ts';
import type { Body, Names, Place } from '../program/body.ts';
import { domainOf } from '../program/domains/index.ts';
import type { SizedLeaf } from '../program/sizedSchema.ts';
import { childPlace, leafPlace, readCode, writeCode } from './fieldCode.ts';
import { labelField, slotField } from './layout.ts';
import type { Offset, PlacedLeaf, RecordLayout } from './recordLayout.ts';

const none = js``;

/** Whether it is the number of an element, and no name. */
const isIndex = (local: string): boolean => /^\d/.test(local);

/** A body, and the frame of a thread that runs it. */
interface Running {
  readonly frame: RecordLayout;
  readonly body: Body;
}

/** The name of the accessors of a class. */
const ownOf = (as: Code): Code => name(`own${as}`);

/** Writes one class a kind of record, and one a name space of a body, over the words `W`. */
export class ViewClasses {
  readonly leaves: SizedLeaf[] = [];
  /** Whether touches are checked and assignments possible. */
  readonly #checked: boolean;
  readonly #sources: Code[] = [];
  readonly #known = new Map<RecordLayout, Code>();
  #named = 0;

  constructor(checked: boolean) {
    this.#checked = checked;
  }

  source(): Code {
    return js`${this.#sources}`;
  }

  /** The name of the class for a record. */
  of(layout: RecordLayout): Code {
    const known = this.#known.get(layout);
    if (known !== undefined) return known;
    const as = name(`Record${this.#known.size}`);
    this.#known.set(layout, as);
    const members: Code[] = [];
    const own: Code[] = [];
    const coming: Code[] = [];
    for (const [field, placed] of layout.fields) {
      const touch = this.#touch(layout, field);
      const key = literal(field);
      if (placed.kind === 'leaf') {
        members.push(this.#leaf(name(field), placed, layout.unit, touch, js`this.#n, ${key}`));
        own.push(this.#own(as, key));
        continue;
      }
      const value = this.#child(layout, field);
      if (placed.kind === 'table' && placed.layout.touch !== undefined) coming.push(js`this.${name(field)},`);
      if (touch === none) own.push(js`this.${name(field)} = ${value};`);
      else {
        const kept = name(`$${field}`);
        members.push(js`#${kept};
get ${name(field)}() { ${touch}return this.#${kept}; }`);
        own.push(js`this.#${kept} = ${value};
${this.#own(as, key)}`);
      }
    }
    if (coming.length > 0)
      own.push(js`Object.defineProperty(this, comeAndGo, { value: [
  ${coming}
] });`);
    const fields = [js`w`, js`b`, js`n`];
    this.#sources.push(this.#class(as, fields, own, members));
    return as;
  }

  /**
   * A class whose objects are plain ones: they have its accessors as their own, so that whoever looks at one as a whole
   * sees its fields. As the accessors are the same functions for all of them, they are as fast as on a prototype.
   */
  #class(as: Code, fields: readonly Code[], own: readonly Code[], members: readonly Code[]): Code {
    const values = fields.map((field) => js`this.#${field} = ${field};`);
    return js`class ${as} extends Plain {
  ${fields.map((field) => js`#${field};`)}
  constructor(${joined(fields, js`, `)}) {
    super();
    ${values}
    ${own}
    Object.freeze(this);
  }
  ${members}
}
const ${ownOf(as)} = ownAccessors(${as});`;
  }

  /** What makes an accessor of the class one of the object's own. */
  #own(as: Code, key: Code): Code {
    return js`Object.defineProperty(this, ${key}, ${ownOf(as)}[${key}]);`;
  }

  /** The name of the class for what a label sees of its thread. */
  ofNames(names: Names, frame: RecordLayout, body: Body): Code {
    const given = ['current', 'context', 'cpu'];
    const known = given.map((one) => js`get ${name(one)}() { return this.#a.${name(one)}; }`);
    return this.#ofPlaces(names, { frame, body }, known, given);
  }

  /** The name of the class for locals, or for the parts of one. */
  #ofPlaces(
    places: ReadonlyMap<string, Place>,
    of: Running,
    members: Code[] = [],
    first: readonly string[] = [],
  ): Code {
    const as = name(`My${this.#named++}`);
    const own = first.map((key) => this.#own(as, literal(key)));
    for (const [local, place] of places) {
      const key = literal(local);
      if ('parts' in place) {
        const view = js`new ${this.#ofPlaces(place.parts, of)}(w, b, a)`;
        const value = place.kind === 'array' ? js`elementsOf(${view}, ${place.parts.size})` : view;
        own.push(js`Object.defineProperty(this, ${key}, { value: ${value}, enumerable: true });`);
        continue;
      }
      own.push(this.#own(as, key));
      if (place.kind === 'argument')
        members.push(js`get ${name(local)}() { return this.#a.${name(place.name)}; }`);
      else members.push(this.#slot(isIndex(local) ? key : name(local), place, of));
    }
    this.#sources.push(this.#class(as, [js`w`, js`b`, js`a`], own, members));
    return as;
  }

  #slot(as: Code, { slot, readOnly }: Extract<Place, { kind: 'slot' }>, { frame, body }: Running): Code {
    const label = frame.fields.get(labelField) as PlacedLeaf;
    const at = readCode(leafPlace(label, frame.unit, js`this.#w`, js`this.#b`));
    const placed = frame.fields.get(slotField(slot)) as PlacedLeaf;
    const path = literal(`${body.fn}: ${body.slots[slot]!.name}`);
    // A step is never one of a thread that has ended; a property may ask for what is gone by then.
    const touch = this.#checked ? none : js`if (${at} === ${body.labels.length}) throw gone(${path}); `;
    return this.#leaf(as, placed, frame.unit, touch, js`${literal('')}, ${path}`, readOnly);
  }

  /** What makes a record or the rows of a table that lies in one. */
  #child({ fields, unit }: RecordLayout, field: string): Code {
    const placed = fields.get(field)!;
    if (placed.kind === 'leaf') throw new Error(`${field} is a leaf`);
    const inner = this.of(placed.layout);
    const path = (suffix: string) => js`(n === '' ? '' : n + '.') + ${literal(field + suffix)}`;
    const make = (at: Offset, suffix: string) => {
      const { w, b } = childPlace(at, unit, js`w`, js`b`);
      return js`new ${inner}(${w}, ${b}, ${path(suffix)})`;
    };
    if (placed.kind === 'record') return make(placed, '');
    const rows = placed.rows.map((row, i) => js`${make(row, `[${i}]`)},`);
    return js`keep([
  ${rows}
], ${path('')})`;
  }

  #touch({ touch }: RecordLayout, field: string): Code {
    if (!this.#checked || touch === undefined || touch.untouched.includes(field)) return none;
    return js`T[${touch.lifetime}](this, this.#n); `;
  }

  /** `where` are the two arguments that tell `refuse` which field it is. */
  #leaf(as: Code, placed: PlacedLeaf, unit: boolean, touch: Code, where: Code, readOnly = false): Code {
    const { leaf } = placed;
    const place = leafPlace(placed, unit, js`this.#w`, js`this.#b`);
    const domain = domainOf(leaf);
    const value = domain.decodeCode(leaf, this.#lookup(domain.lookupCode(leaf)));
    const getter = js`get ${as}() { ${touch}const c = ${readCode(place)}; return ${value}; }`;
    if (!this.#checked || readOnly) return getter;
    const refuse = js`refuse(${where}, ${this.leaves.push(leaf) - 1}, v)`;
    return js`${getter}
set ${as}(v) { ${touch}const c = ${domain.encodeCode(leaf, refuse)}; ${writeCode(place, js`c`)} }`;
  }

  /** The name of a constant for the array that values are looked up in. */
  #lookup(array: Code | undefined): Code {
    if (array === undefined) return none;
    const as = name(`values${this.#sources.length}`);
    this.#sources.push(js`const ${as} = ${array};`);
    return as;
  }
}
