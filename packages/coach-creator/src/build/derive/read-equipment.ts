const EQUIPMENT: readonly (readonly [name: string, words: string])[] = [
  [
    'full gym',
    '(?:full|commercial|well[- ]equipped|big|local) gym|gym (?:membership|member|access)|crossfit (?:box|gym)|(?:at|in|to) (?:the|a|my) gym|^\\s*gym\\b',
  ],
  ['barbell', 'barbells?|power rack|squat rack|olympic bar'],
  ['dumbbells', 'dumb ?bells?|dbs?'],
  ['kettlebells', 'kettle ?bells?|kbs?'],
  ['resistance bands', 'bands?'],
  ['pull-up bar', '(?:pull|chin)[- ]?up bars?'],
  ['bench', 'bench(?:es)?(?! press)'],
  ['machines', 'machines?|cables?'],
  ['treadmill', 'treadmills?'],
  ['rowing machine', 'row(?:er|ing machine)s?|concept ?2|ergs?|ergometers?'],
  ['bike', 'bikes?|bicycles?|spin(?:ning)?|peloton'],
  ['pool', 'pools?|swimming'],
  ['outdoors', 'outdoors?|outside|parks?|trails?|track'],
  ['yoga mat', '(?:yoga )?mats?'],
];
const PATTERNS = EQUIPMENT.map(([name, words]) => [name, new RegExp(`(?<![a-z])(?:${words})(?![a-z])`, 'g')] as const);
const DENIED = /\b(?:no|not|without|don't have|do not have|haven't got|lack)\b[^.;!\n]{0,30}$/;
const ENDS_DENIAL = /\b(?:but|only|just|except|though|apart from)\b/;

/** What there is to train with, as an answer tells; `bodyweight` where it names nothing. */
export function readEquipment(text: string): string[] {
  const found = PATTERNS.filter(([, pattern]) =>
    [...text.matchAll(pattern)].some(({ index }) => {
      const denial = DENIED.exec(text.slice(0, index));
      return denial === null || ENDS_DENIAL.test(denial[0]);
    }),
  ).map(([name]) => name);
  return found.length > 0 ? found : ['bodyweight'];
}
