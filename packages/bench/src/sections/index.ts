import { bundles } from './bundles.ts';
import { client } from './client.ts';
import { cpu } from './cpu.ts';
import { heap } from './heap.ts';
import { memory } from './memory.ts';
import type { Section } from './section.ts';
import { start } from './start.ts';
import { turn } from './turn.ts';
import { web } from './web.ts';
import { wire } from './wire.ts';

/** Every section, in the order in which they are run. */
export const SECTIONS = { cpu, wire, heap, memory, turn, client, web, bundles, start } as const satisfies Record<
  string,
  Section
>;

/** The name of a section. */
export type SectionName = keyof typeof SECTIONS;

/** All names, in that order. */
export const SECTION_NAMES = Object.keys(SECTIONS) as readonly SectionName[];
