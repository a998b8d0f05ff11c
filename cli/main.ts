#!/usr/bin/env node
import { ownProcess } from './ownProcess.ts';

await ownProcess(process.argv.slice(2));
