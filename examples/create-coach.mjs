#!/usr/bin/env node
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ExampleError, openStage, readJson } from './coach-stream.mjs';

const HELP = `Usage: node examples/create-coach.mjs [--answers FILE.json] [--message TEXT]

Makes a coach of one's own in one go, against the local run (npm start): begins a session of the coach creator, answers
its questions to the end, waits for the coach to be built, and talks to it.

  --answers FILE  answers by the question's id, a text or a list of texts where a question is asked again
                  (default: examples/answers.json, a lifter with a sore knee)
  --message TEXT  what the new coach is asked (default: "How should I begin this week?")

  TOKEN      ID token (default: that of npm run -s token)
  LOCAL_DIR  folder of the local run (.local)`;

const DEFAULT_MESSAGE = 'How should I begin this week?';
/** For a question that the file does not know, or that is asked once more than it has texts for. */
const NO_ANSWER = 'I have nothing to say to that, no preference.';
const LOOK_AGAIN_MS = 1_000;
const LONGEST_BUILD_MS = 5 * 60_000;
const BAR_CELLS = 20;

try {
  await run(readFlags());
} catch (error) {
  console.error(error instanceof ExampleError ? `\n${error.message}` : error);
  process.exitCode = 1;
}

async function run({ answers: answersFile, message, help }) {
  if (help) {
    console.log(HELP);
    return;
  }
  const answers = await readAnswers(answersFile);
  const stage = await openStage();
  if (stage.streams.coachCreatorSession === undefined) {
    throw new ExampleError('This stage has no coach creator: its outputs name no streams.coachCreatorSession.');
  }
  const sessionId = await answerSession(stage, answers);
  const coachId = await waitForCoach(stage, sessionId);
  await showCoach(stage, coachId);
  await talkTo(stage, coachId, message);
}

/** Answers a new session to its end. @returns its id */
async function answerSession(stage, answers) {
  const sessions = `/users/${stage.userId}/coach-creator-sessions`;
  const { sessionId, firstMessage, currentQuestion } = await stage.call('POST', sessions);
  console.log(`Session ${sessionId}\n\n${firstMessage.content}`);
  const url = `${stage.streams.coachCreatorSession}${sessions}/${sessionId}/stream`;
  for (let questionId = currentQuestion.questionId; questionId !== null; ) {
    const userResponse = answers.next(questionId);
    console.log(`\n> ${userResponse}\n`);
    const complete = await stage.stream(url, { userResponse, questionId }, { method: 'PUT', onEvent: printEvent });
    console.log(`\n${describeProgress(complete.progressDetails)}`);
    questionId = complete.progressDetails.currentQuestion;
  }
  return sessionId;
}

/** Looks every second how far the coach is. @returns its id */
async function waitForCoach(stage, sessionId) {
  const startedAt = Date.now();
  console.log('');
  for (let before = ''; Date.now() - startedAt < LONGEST_BUILD_MS; ) {
    const path = `/users/${stage.userId}/coach-creator-sessions/${sessionId}/config-status`;
    const { status, stepDescription, message, coachId } = await stage.call('GET', path);
    const line = status === 'inProgress' && stepDescription !== undefined ? `${status}: ${stepDescription}` : status;
    if (line !== before) {
      console.log(`[${((Date.now() - startedAt) / 1_000).toFixed(1)} s] ${line}`);
      before = line;
    }
    if (status === 'complete') {
      return coachId;
    }
    if (status === 'failed') {
      throw new ExampleError(
        `The coach could not be built. ${message}\nPOST /users/${stage.userId}/coaches/from-session/${sessionId} tries again.`,
      );
    }
    await new Promise((wake) => setTimeout(wake, LOOK_AGAIN_MS));
  }
  throw new ExampleError('The coach was not built in five minutes.');
}

async function showCoach(stage, coachId) {
  const coach = await stage.call('GET', `/users/${stage.userId}/coaches/${coachId}`);
  const { personality, methodology, technical, scores } = coach;
  const list = (items = []) => (items.length === 0 ? 'none' : items.join(', '));
  console.log(`
${coach.coachName}: ${coach.coachDescription} (${coachId})
  personality    ${personality?.primary}
  methodology    ${methodology?.primary}
  level          ${technical?.experienceLevel}, ${technical?.trainingFrequency} sessions a week, ${technical?.goalTimeline}
  injuries       ${list(technical?.injuryConsiderations)}
  never          ${list(technical?.safety?.contraindicatedExercises)}
  scores         safety ${scores?.safety}, coherence ${scores?.coherence} of 10
`);
}

async function talkTo(stage, coachId, userResponse) {
  const conversations = `/users/${stage.userId}/coaches/${coachId}/conversations`;
  const { conversationId } = await stage.call('POST', conversations, {});
  console.log(`> ${userResponse}\n`);
  const url = `${stage.streams.coachConversation}${conversations}/${conversationId}/stream`;
  const { usage, timings } = await stage.stream(url, { userResponse }, { onEvent: printEvent });
  console.log(
    `\n\n(${usage.outputTokens} tokens in ${timings.totalMs} ms, the first after ${timings.firstTokenMs} ms)`,
  );
}

/** Prints a stream as it comes; what was sent before a restart is void. */
function printEvent(event) {
  switch (event.type) {
    case 'contextual':
      console.log(`… ${event.content}`);
      break;
    case 'chunk':
      process.stdout.write(event.content);
      break;
    case 'retract':
      console.log('\n(withdrawn)');
      break;
    case 'start':
      if (event.status === 'restarted') {
        console.log('\n(from the beginning)');
      }
      break;
    default:
      // Readers skip what they do not know.
      break;
  }
}

function describeProgress({ percentage, questionsCompleted, totalQuestions, sophisticationLevel }) {
  const full = Math.round((percentage / 100) * BAR_CELLS);
  const bar = '█'.repeat(full) + '░'.repeat(BAR_CELLS - full);
  return `${bar} ${percentage} %  ${questionsCompleted} of ${totalQuestions}, level ${sophisticationLevel}`;
}

/** Answers by question; each text of a list is given once. */
async function readAnswers(path) {
  const answers = await readJson(path, 'It has to hold answers by question id, as examples/answers.json does.');
  const isTexts = (value) => [value].flat().every((text) => typeof text === 'string' && text.trim() !== '');
  if (
    typeof answers !== 'object' ||
    answers === null ||
    Array.isArray(answers) ||
    !Object.values(answers).every(isTexts)
  ) {
    throw new ExampleError(`${path} has to hold an object: a text, or a list of texts, for each question id.`);
  }
  const left = new Map(Object.entries(answers).map(([questionId, texts]) => [questionId, [texts].flat()]));
  return { next: (questionId) => left.get(questionId)?.shift() ?? NO_ANSWER };
}

function readFlags() {
  try {
    return parseArgs({
      options: {
        answers: { type: 'string', default: join(import.meta.dirname, 'answers.json') },
        message: { type: 'string', default: DEFAULT_MESSAGE },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(1);
  }
}
