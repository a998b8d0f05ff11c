import { referencesHeld } from '../../../properties/zsmalloc/references.ts';
import asyncFreeChain from '../../../scenarios/zsmalloc/async-free-chain.ts';
import emptyForever from '../../../scenarios/zsmalloc/empty-forever.ts';
import { expectToBite } from './bite.ts';
import { no_get_page, no_put_page, no_put_page_5_19, putback_twice } from './mutations.ts';

const property = referencesHeld;
const of = emptyForever;

expectToBite([
  { property, of, broken: ['4.8', no_get_page], sound: '4.8' },
  { property, of, broken: ['4.8', no_put_page], sound: '4.8' },
  { property, of, broken: ['4.8', putback_twice], sound: '4.8' },
  { property, of: asyncFreeChain, broken: ['5.19', no_put_page_5_19], sound: '5.19' },
]);
