import { NUMBER, toNumber } from './numbers.ts';

const MONTHS =
  'january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|fall|winter|christmas|new year';
const SPAN = new RegExp(
  `\\b(${NUMBER})(?: ?(?:-|to|or) ?${NUMBER})?[ -]?(weeks?|months?|years?)\\b(?! (?:old|ago|of age|of (?:training|experience)|off))`,
);
const BY = new RegExp(
  `\\b(?:by|until|till|before|in|for) (?:the )?(?:end of |early |late |mid-?|next )?(${MONTHS})\\b`,
);
const MAX_COUNT = 100;

/** Until when a goal is to be reached, as an answer tells: `12 weeks`, `by june`, `this year`, else `open-ended`. */
export function readTimeline(text: string): string {
  const span = SPAN.exec(text);
  const count = span === null ? Number.NaN : toNumber(span[1] ?? '');
  if (span !== null && count > 0 && count <= MAX_COUNT) {
    const unit = (span[2] ?? '').replace(/s$/, '');
    return `${count} ${unit}${count === 1 ? '' : 's'}`;
  }
  const by = BY.exec(text);
  if (by !== null) {
    return `by ${by[1]}`;
  }
  const year = /\b(this|next) year\b/.exec(text);
  return year === null ? 'open-ended' : `${year[1]} year`;
}
