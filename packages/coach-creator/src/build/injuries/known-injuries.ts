import type { KnownInjury, RiskyExercise } from './known-injury.ts';

const exercise = (name: string, ...terms: readonly string[]): RiskyExercise => ({ name, terms });

const BOX_JUMPS = exercise('box jumps', 'box jump');
const DIPS = exercise('dips', 'dip');
const DEEP_SQUATS = exercise('deep loaded squats', 'deep * squat', 'full depth * squat', 'ass to grass', 'atg squat');
const DEPTH_JUMPS = exercise('depth jumps', 'depth jump', 'drop jump');
const HANDSTANDS = exercise('handstands and handstand push-ups', 'handstand', 'handstand * push up');
const JUMPING_LUNGES = exercise('jumping lunges', 'jumping lunge', 'jump lunge', 'split jump', 'lunge jump');
const MUSCLE_UPS = exercise('muscle-ups', 'muscle up');
const SPRINTS = exercise('sprints', 'sprint', 'hill sprint');

/**
 * The injuries that the rules know. What they rule out is what sports physiotherapy most often advises against while the
 * area is irritable: deep loaded flexion, impact, and end-range positions under load. It is a coach's caution, no diagnosis.
 */
export const KNOWN_INJURIES: readonly KnownInjury[] = [
  {
    area: 'knee',
    words: [
      'knees?',
      'kneecaps?',
      'acl',
      'mcl',
      'pcl',
      'lcl',
      'menisc(?:us|i|al)',
      'patell(?:a|as|ar|ofemoral)',
      "(?:runner|jumper)'?s knee",
    ],
    contraindicated: [
      DEEP_SQUATS,
      exercise('jump squats', 'jump squat', 'squat jump', 'jumping squat'),
      BOX_JUMPS,
      JUMPING_LUNGES,
      exercise('pistol squats', 'pistol squat', 'pistol'),
      exercise('heavy leg extensions', 'leg extension'),
    ],
    modifications: [
      'Squat to a box at or above knee height, with a slow lowering.',
      'Step-ups to a low step and reverse steps with support in place of forward steps under load.',
      'Cycling, rowing or walking uphill in place of running and landing.',
    ],
    recovery: ['48 hours between sessions that load the knees.'],
    monitoring: ['Knee pain during, after and on the morning after a session: above 3 of 10 means a lighter version.'],
  },
  {
    area: 'shoulder',
    words: [
      'shoulders?',
      'sholders?',
      'rotator cuffs?',
      'supraspinatus',
      '(?<!hip )labrum',
      'ac joint',
      'slap tear',
      'impingement',
    ],
    contraindicated: [
      exercise('barbell overhead presses', 'overhead press', 'military press', 'push press', 'push jerk'),
      exercise('behind-the-neck presses and pulldowns', 'behind the neck'),
      exercise('upright rows', 'upright row'),
      DIPS,
      exercise('kipping pull-ups', 'kipping * pull up', 'butterfly pull up'),
      exercise('snatches', 'snatch'),
      HANDSTANDS,
    ],
    modifications: [
      'Landmine or incline dumbbell presses with the elbows in front of the body.',
      'Rows with a neutral grip and band pull-aparts in every upper-body session.',
      'Work only as high as the arm goes without pain.',
    ],
    recovery: ['48 hours between sessions that press.'],
    monitoring: ['Shoulder pain at night or on lifting the arm sideways: stop pressing and have it looked at.'],
  },
  {
    area: 'back',
    words: [
      '(?:lower|low|upper|mid|middle|bad|sore|stiff|weak|dodgy|injured|hurt|tight|left|right|my|the|his|her)[ -]back(?! (?:squat|row|extension|day|workout|muscle|to|into|at it|on track|in shape)s?\\b)',
      'back (?:pain|ache|problem|issue|injur|spasm|surgery|strain|trouble|is|hurts?|feels)\\w*',
      'backs? ?aches?',
      '(?:herniated|slipped|bulging|prolapsed) (?:disc|disk)s?',
      'dis[ck] (?:herniation|bulge|prolapse|problem|injury)s?',
      'lumbar',
      'lumbago',
      'spin(?:e|al)',
      'scoliosis',
      'sciatica?',
    ],
    contraindicated: [
      exercise(
        'heavy conventional deadlifts',
        'conventional * deadlift',
        'heavy * deadlift',
        'deadlift from the floor',
      ),
      exercise('good mornings', 'good mornings', 'barbell good morning'),
      exercise('sit-ups', 'sit up'),
      exercise('Russian twists', 'russian twist'),
      exercise('heavy barbell back squats', 'back squat'),
      exercise('unsupported bent-over rows', 'bent over * row', 'pendlay row'),
    ],
    modifications: [
      'Hip hinges with a dowel, then a raised trap bar or a light kettlebell, with the spine kept neutral.',
      'Chest-supported or one-arm rows with a hand on the bench.',
      'Dead bugs, bird dogs, side planks and carries for the trunk.',
    ],
    recovery: ['Five minutes of walking and gentle mobility for the back on every rest day.'],
    monitoring: ['Pain that runs into a leg, numbness or weakness: stop training and see a doctor the same day.'],
  },
  {
    area: 'wrist',
    words: ['wrists?', 'carpal(?: tunnel)?', 'tfcc', 'scaphoid'],
    contraindicated: [
      exercise('push-ups on flat hands', 'push up', 'press up'),
      HANDSTANDS,
      exercise('front squats in the rack grip', 'front squat', 'front rack'),
      exercise('cleans', 'power clean', 'hang clean', 'squat clean', 'clean and jerk', 'barbell clean', 'cleans'),
      exercise('burpees', 'burpee'),
      MUSCLE_UPS,
      exercise('heavy wrist curls', 'wrist curl'),
    ],
    modifications: [
      'Press from handles, fists or dumbbells, so that the wrist stays straight.',
      'Planks on the forearms.',
      'Goblet or safety-bar squats with the load off the wrists.',
    ],
    recovery: ['A light day for grip and wrists after each day that loads them.'],
    monitoring: ['Wrist pain on leaning on the hand, tingling or numb fingers: unload it and have it looked at.'],
  },
  {
    area: 'elbow',
    words: ['elbows?', "(?:tennis|golfer'?s?) elbow", 'epicondylitis', 'ucl'],
    contraindicated: [
      exercise('skull crushers', 'skull crusher', 'lying triceps extension', 'lying tricep extension'),
      exercise('close-grip bench presses', 'close grip bench'),
      exercise('chin-ups', 'chin up'),
      DIPS,
      exercise('rope climbs', 'rope climb'),
      MUSCLE_UPS,
      exercise('heavy barbell curls', 'barbell curl', 'preacher curl'),
    ],
    modifications: [
      'Rope pushdowns and hammer curls, light and slow.',
      'Rows and pulldowns with a neutral grip, straps where the grip tires first.',
      'Slow lowering for forearm flexors and extensors, two or three times a week.',
    ],
    recovery: ['48 hours between sessions with much gripping.'],
    monitoring: ['Elbow pain on gripping or lifting a cup: less volume for pulling and gripping that week.'],
  },
  {
    area: 'hip',
    words: [
      'hips?(?![- ]?(?:hop|thrusts?|hinges?)\\b)',
      'hip (?:flexors?|labrum|replacement|impingement)',
      'fai',
      'femoroacetabular',
      'trochanteric',
      'groin',
    ],
    contraindicated: [
      DEEP_SQUATS,
      exercise('wide sumo deadlifts', 'sumo * deadlift'),
      exercise('deep lunges', 'deep * lunge'),
      JUMPING_LUNGES,
      SPRINTS,
      exercise('high kicks', 'high kick'),
    ],
    modifications: [
      'Squats and split squats only as low as the hip goes without pinching.',
      'Glute bridges and band walks in every warm-up.',
      'Cycling or swimming in place of fast running.',
    ],
    recovery: ['48 hours between sessions that load the hips, with easy walking in between.'],
    monitoring: ['Pinching in front of the hip or in the groin: less depth at once, and a check if it stays.'],
  },
  {
    area: 'ankle',
    words: ['ankles?', 'achilles', 'talus'],
    contraindicated: [
      BOX_JUMPS,
      DEPTH_JUMPS,
      exercise('rope skipping and double-unders', 'jump rope', 'rope skipping', 'skipping rope', 'double under'),
      SPRINTS,
      exercise('trail running', 'trail run', 'trail runs', 'trail running'),
      exercise('jumping calf raises', 'jumping calf raise', 'pogo jump', 'pogo hop'),
    ],
    modifications: [
      'Cycling, rowing or swimming in place of running and landing.',
      'Slow calf raises on both legs before any on one.',
      'Balance work on one leg, two minutes a side, in every warm-up.',
    ],
    recovery: ['48 hours between sessions with impact on the ankle.'],
    monitoring: ['Swelling, stiffness in the morning or giving way of the ankle: back to work without impact.'],
  },
];
