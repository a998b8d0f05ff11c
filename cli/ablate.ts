import { sizeParameters } from '../checker/index.ts';
import { ablate, type OtherBounds } from '../checker/questions/ablation/ablate.ts';
import { ablationJson, ablationText, needOf } from '../checker/report/ablation.ts';
import type { Subject } from '../checker/report/index.ts';
import type { Sizes } from '../model/language/index.ts';
import { paintFor } from './colours.ts';
import type { Arguments, Command } from './command.ts';
import { exitCodes } from './exitCodes.ts';
import { selectOne } from './loadScenario.ts';
import { searchOptionSpecs, searchSettings } from './searchOptions.ts';
import { sizes as readSizes } from './values.ts';

/** `mmcheck ablate`: which lines of a design matter. */
export const command: Command = {
  spec: {
    name: 'ablate',
    usage: ['mmcheck ablate SCENARIO@DESIGN [FUNCTION] [options]'],
    about: [
      'Leaves out every patch and hunk of a design, and every line of the functions that its threads run, each in turn, and says of each: needed, with the check that fails without it and the length of the shortest race, or not needed within the bounds. A lock goes together with its unlock, a get with its put. A test is left out both ways: as if it never jumped, and as if it always did.',
      'What is not needed is tried again with every size one larger, or with the sizes of --larger, and in the scenarios of --also, which have other threads. With a function, only its own lines and hunks are left out, and what goes together with them.',
    ],
    words: [1, 2],
    options: {
      ...searchOptionSpecs,
      larger: { value: 'name=value', multiple: true, help: 'a size for trying again what is not needed' },
      also: {
        value: 'SCENARIO',
        multiple: true,
        help: 'a scenario for trying again what is not needed, with its design of the same name or SCENARIO@DESIGN',
      },
      full: { help: 'the race tables, and why what is trivially needed is' },
    },
    examples: [
      [
        'mmcheck ablate migration/anon-vma-lifetime@2.6.38 page_lock_anon_vma',
        'one function, with its races',
      ],
      [
        'mmcheck ablate migration/anon-vma-lifetime@2.6.38 --also migration/anon-vma-ksm',
        'everything, and with KSM where it seems not to be needed',
      ],
    ],
  },
  run: async (given, io) => {
    const [word, only] = given.words;
    const { design, ...subject } = await selectOne(word!, io.cwd);
    const settings = searchSettings(given, io, { maxStates: 1_000_000, timeout: 60 });
    const larger = largerBounds(subject, design, settings.sizes, given);
    const also = await Promise.all(given.values('also').map((name) => otherScenario(name, design, io.cwd)));
    const ablation = await ablate(subject.scenario, design, {
      sizes: settings.sizes,
      ...(only === undefined ? {} : { only }),
      elsewhere: [...larger, ...also],
      search: settings.options,
    })
      .catch((error) => {
        // Before anything was left out there is nothing to report.
        if (io.interrupted.aborted) return undefined;
        throw error;
      })
      .finally(settings.end);
    if (ablation === undefined) return exitCodes.interrupted;
    const text = settings.json
      ? ablationJson(ablation)
      : ablationText(ablation, given.flag('full'), paintFor(io.stdout, io.env));
    io.stdout.write(`${text}\n`);
    if (ablation.interrupted) return exitCodes.interrupted;
    const unsure = ablation.ablated.some((one) => needOf(one) === 'incomplete');
    return unsure ? exitCodes.incomplete : exitCodes.asExpected;
  },
};

/** The sizes of --larger, or without it every size one larger; nothing for a scenario without sizes. */
function largerBounds({ scenario }: Subject, design: string, sizes: Sizes, given: Arguments): OtherBounds[] {
  const asked = readSizes(given.values('larger'));
  const usual = Object.entries({ ...sizeParameters(scenario), ...sizes });
  const grown =
    Object.keys(asked).length > 0
      ? asked
      : Object.fromEntries(usual.map(([name, value]) => [name, value + 1]));
  if (Object.keys(grown).length === 0) return [];
  const name = Object.entries(grown).map(([size, value]) => `${size}=${value}`);
  return [{ name: name.join(', '), scenario, design, sizes: { ...sizes, ...grown } }];
}

async function otherScenario(word: string, design: string, cwd: string): Promise<OtherBounds> {
  const named = await selectOne(word.includes('@') ? word : `${word}@${design}`, cwd);
  return {
    name: `${named.target}@${named.design}`,
    scenario: named.scenario,
    design: named.design,
    sizes: {},
  };
}
