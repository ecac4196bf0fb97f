/** What can be told of a message by its words alone; English words, and the question marks of all scripts. */
export interface MessageSigns {
  /** It asks something, with a question mark or without. */
  readonly asks: boolean;
  /** It tells what the person has done. */
  readonly tellsTraining: boolean;
  /** It names a time that is over, or ends now. */
  readonly namesPast: boolean;
  /** It holds sets, loads, distances or times. */
  readonly hasNumbers: boolean;
  /** It holds at least two of these, as a report without a verb does. */
  readonly isReport: boolean;
  /** It names a kind of training or an exercise. */
  readonly namesTraining: boolean;
  /** It says that something is to be noted as a workout. */
  readonly wantsLog: boolean;
  /** It is about what is yet to come, or what might be. */
  readonly plans: boolean;
  /** It looks back on a time long ago, tells of somebody else, or of what was not done. */
  readonly isNoLog: boolean;
  /** It asks the coach to keep something in mind. */
  readonly asksToRemember: boolean;
  /** It is about the person: their body, life, plans or likes. */
  readonly isPersonal: boolean;
  /** It asks how the person is getting on. */
  readonly asksForProgress: boolean;
  /** It refers to something that was said or done before. */
  readonly refersBack: boolean;
  /** It is about how training works or is put together. */
  readonly isAboutMethod: boolean;
}

const ASKS =
  /[?？؟]|(?:^|[.!\n]\s*)(?:(?:and|but|so|ok|okay|hey|hi|coach|please|quick question)[\s,:-]+)*(?:what'?s?|how'?s?|why|when|where|which|who|should|can|could|would|is|are|am|(?:do|does|did|will) (?:i|you|we|my|the|it|this|that|he|she|they)|any (?:tips|ideas|advice|suggestions)|tell me|explain|give me|show me|suggest|recommend|help me|i wonder|wondering|not sure (?:if|whether|how|what))\b/iu;

const TRAINED =
  /\b(?:did|done|ran|jogged|walked|hiked|cycled|biked|rode|swam|rowed|ruck(?:ed)?|sprinted|climbed|bouldered|skied|skated|boxed|sparred|danced|stretched|played|squatted|benched|deadlifted|dead-?lifted|pressed|pulled|pushed|lifted|curled|cleaned|snatched|jerked|trained|worked out|finished|completed|crushed|smashed|nailed|hit|managed|logged|knocked out|got through|got in|got all|squeezed in|went for|went to|put in|performed|warmed up|started with|pr'?e?d|set a (?:new )?pr|new pr|repped|maxed|held)\b/iu;

const PAST_TIME =
  /\b(?:today|this (?:morning|afternoon|evening)|yesterday|last night|at lunch|before (?:breakfast|work|bed)|after work|just now|(?:on|last) (?:mon|tues|wednes|thurs|fri|satur|sun)day|\w+ (?:days?|hours?) ago)\b/iu;

const NUMBERS =
  /\b\d{1,5}\s{0,3}(?:x|×|\*|by)\s{0,3}\d|\b\d{1,6}(?:[.,]\d{1,3})?\s{0,3}(?:k|kg|kgs|kilos?|lbs?|pounds?|km|kms|kilomet(?:er|re)s?|mi|miles?|m|met(?:er|re)s?|yards?|min|mins|minutes?|h|hrs?|hours?|sec|seconds?|reps?|sets?|rounds?|laps?|cal|cals|calories|watts?|burpees|push-?ups|pull-?ups|sit-?ups|squats|lunges)\b|\b\d{1,2}:\d{2}\b|\b\d+(?:[.,]\d+)? for \d+\b|\b(?:an?|one|two|three|four|five|six|half(?: an?)?|ten|fifteen|twenty|thirty|forty|forty-five|sixty|ninety)[\s-]+(?:hours?|minutes?|miles?|kilomet(?:er|re)s?|sets|rounds|laps)\b/iu;

const EVERY_NUMBER = new RegExp(NUMBERS, 'giu');

const TRAINING =
  /\b(?:squats?|bench(?: press)?|deadlifts?|overhead press|ohp|press(?:es)?|rows?|pull-?ups?|chin-?ups?|push-?ups?|sit-?ups?|dips?|lunges?|curls?|cleans?|snatch(?:es)?|thrusters?|burpees?|kettlebells?|swings?|planks?|run|runs|running|jog|ride|bike|cycling|swim|swimming|rowing|erg|walk|hike|yoga|pilates|mobility|stretching|crossfit|wod|amrap|emom|metcon|hiit|intervals?|tempo|sprints?|trails?|cardio|gym|workout|session|leg day|upper body|lower body|full body|climbing|bouldering|spin|zumba|football|soccer|tennis|basketball|boxing|5k|10k|half marathon|marathon|fran|murph|cindy|grace|helen)\b/iu;

const WANTS_LOG =
  /\b(?:log|record|track|write down|put down|add)\b[^.?!]{0,40}\b(?:workout|session|run|ride|training|this|that|it|today)\b|\b(?:workout|session|training) (?:log|done|complete)\b|\bfor the log\b/iu;

const PLANS =
  /\b(?:tomorrow|next (?:week|month|time|session|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|going to|gonna|will|'ll|about to|plan(?:ning)? (?:to|on)|my plan|thinking (?:of|about)|want to|wanna|would like to|i'd like to|hoping to|hope to|intend to|supposed to|should i|let's|my (?:goal|aim|target)|goal is|later today|if i|could i|might)\b/iu;

const NO_LOG =
  /\b(?:used to|back in (?:my|the|college|school|high|\d)|in (?:college|high school|my (?:twenties|thirties|teens|youth|prime))|when i was|as a (?:kid|teenager|student)|years? ago|months? ago|last year|last (?:summer|winter|season)|in (?:19|20)\d\d|once upon|best ever|all-?time best|(?:my|our) (?:friend|wife|husband|partner|brother|sister|son|daughter|dad|mom|mum|buddy|roommate|boss|colleague)|he|she|they|didn'?t|did not|haven'?t|have not|hasn'?t|couldn'?t|could not|wasn'?t able|skipped|missed (?:my|the|a|this|today'?s) (?:session|workout|class|training|run|ride|gym)|cancell?ed|instead of|no training|rest day|almost|nearly|wish i|if i had|if i did|would have|was supposed to|rather than|usually|normally|every (?:day|week|morning|evening|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|(?:times?|days|hours|sessions) (?:a|per|each) (?:day|week|month))\b/iu;

const REMEMBER =
  /^(?:(?:please|pls|hey|hi|ok|okay|oh|also|and|so|btw|by the way|coach|for future sessions|first)[\s,:-]+)*(?:(?:can|could|will|would) you (?:please )?)?(?:remember|keep in mind|bear in mind|keep (?:it|this|that) in mind|don'?t forget|do not forget|never forget|note (?:that|down|for)|make a (?:mental )?note|take note|save (?:this|that|to memory|in memory|the fact)|memori[sz]e|store (?:this|that)|from now on|going forward|for future reference|for the future|for the record|always|never|please never|please always|don'?t ever|stop (?:giving|suggesting|programming|telling|asking|calling)|no more|just so you know)\b/iu;
const REMEMBER_WITHIN =
  /\b(?:please remember|remember that|remember this|keep (?:that|this|it) in mind|don'?t forget (?:that|this|it)|(?:please |can you |could you )(?:note|save|store|memori[sz]e) (?:that|this|it)|make a note|for future reference|from now on|want you to (?:remember|know|keep)|you should (?:know|remember) that|add (?:that|this|it) to (?:your|my) (?:memory|memories|notes))\b/iu;
const NOT_REMEMBER =
  /\b(?:do you remember|did you remember|you remember|i (?:don'?t|can'?t|cannot|do not|barely) remember|can'?t remember|i remember|remember when|remember what|remember how|remember last|as far as i remember|never (?:mind|done|tried|did|been|had|ran|lifted)|always (?:been|had|wanted|wondered|feel|struggle))\b/iu;

const PROGRESS =
  /\b(?:my progress|progress (?:report|so far|over|since)|(?:made|making) progress|how am i doing|how(?:'s| is) (?:my|it) (?:going|looking|coming)|am i (?:getting|improving|on track|making|stronger|faster|better|fitter|ahead|behind|close)|getting (?:stronger|faster|better|fitter)|have i (?:improved|gotten|got|been)|did i (?:improve|get better|get stronger|get faster)|how (?:far|much) have i|how many (?:workouts|sessions|times|runs|kilomet(?:er|re)s|miles)|on track|trend|compare[ds]? (?:(?:to|with) (?:last|my)|(?:my|this|it|that) )|versus last|vs last|stats|my numbers|my (?:pr|prs|personal records?|best)|how consistent|consistency|plateau(?:ed|ing)?|summar(?:y|ize|ise) (?:of )?my (?:week|month|training))\b/iu;

const BACK =
  /\b(?:last (?:time|week|month|session|workout|run|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|previous(?:ly)?|we (?:discussed|talked|said|agreed|spoke|planned|did|set)|you (?:said|told|mentioned|suggested|recommended|gave|planned|wrote)|do you remember|remember (?:when|what|how|my|last)|i (?:told|mentioned|said)|my (?:plan|program(?:me)?|goal|goals|injur(?:y|ies)|history|last|usual|old|current|working weights?)|the (?:plan|program(?:me)?) (?:you|we)|what did (?:i|we|you)|when did (?:i|we)|as usual|like (?:last|the other) )\b/iu;

const METHOD =
  /\b(?:program(?:me|ming)?|periodi[sz]ation|deload|progressive overload|progression|linear progression|block|mesocycle|macrocycle|taper(?:ing)?|peak(?:ing)?|split|hypertrophy|volume|intensity|rpe|rir|percent(?:age)?s?|zone (?:2|two)|polari[sz]ed|vo2|threshold|conditioning|methodology|method|technique|form|cue|cues|depth|bar path|brac(?:e|ing)|grip|stance|lockout|knees? cav(?:e|ing)|rounding|mobility drills?|warm-?up (?:routine|protocol)|train(?:ing)? for (?:a|my|the)|build(?:ing)? (?:a|my) (?:plan|base|program)|how (?:should|do) i (?:structure|program|combine|balance|train|progress|break|fix|improve))\b/iu;

const PERSONAL =
  /\b(?:my|mine|me|myself|i'm|i am|i've|i'd|i'll|i (?:have|had|feel|want|need|like|love|hate|can'?t|cannot|could|don'?t|only|also|will|work|live|train|get|got|was))\b/iu;

/** Reads the signs of a message. */
export function readSigns(message: string): MessageSigns {
  const text = message.replace(/[‘’]/g, "'").trim();
  const has = (pattern: RegExp) => pattern.test(text);
  return {
    asks: has(ASKS),
    tellsTraining: has(TRAINED),
    namesPast: has(PAST_TIME),
    hasNumbers: has(NUMBERS),
    isReport: [...text.matchAll(EVERY_NUMBER)].length > 1,
    namesTraining: has(TRAINING),
    wantsLog: has(WANTS_LOG),
    plans: has(PLANS),
    isNoLog: has(NO_LOG),
    asksToRemember: (has(REMEMBER) || has(REMEMBER_WITHIN)) && !has(NOT_REMEMBER),
    isPersonal: has(PERSONAL),
    asksForProgress: has(PROGRESS),
    refersBack: has(BACK),
    isAboutMethod: has(METHOD),
  };
}
