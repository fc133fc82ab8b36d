// @ts-check
/** Every skill of the little world, in the order of the demo's table. */
import { kind } from './kind.js';
import { opposite } from './opposite.js';
import { plural } from './plural.js';
import { sort } from './sort.js';
import { sum } from './sum.js';

/** @type {readonly import('./skill.js').Skill[]} */
export const skills = [opposite, plural, kind, sum, sort];
