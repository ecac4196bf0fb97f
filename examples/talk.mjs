#!/usr/bin/env node
import { CoachStreamError } from '@coach-stream/client';
import { openStageClient } from './stage-client.mjs';

const HELP = `Usage: npm run -s talk -- [MESSAGE]

Sends a message to the demo user's coach in the local run (npm start) and prints the answer as it comes. Ctrl-C stops the
answer on the server; what was written of it is kept. Cut the stream meanwhile, and see it go on:

  curl -X PUT http://127.0.0.1:4000/_local/transports -d '{"functionUrl": "down"}'     # "up" again`;

const message = process.argv.slice(2).join(' ') || 'How do I warm up before heavy squats?';
if (message === '--help') {
  console.log(HELP);
} else {
  await talk(message);
}

async function talk(userResponse) {
  try {
    const { client, ids } = await openStageClient();
    const stream = client.streamCoachConversation(ids, {
      userResponse,
      onTransportChange: ({ to, reason }) => note(`by ${to}${reason === 'first' ? '' : `, after: ${reason}`}`),
      onResume: (attempt) => note(`resuming, ${attempt}`),
    });
    process.once('SIGINT', () => stream.stop().catch((error) => note(error.message)));
    for await (const event of stream) {
      printEvent(event);
    }
  } catch (error) {
    console.error(`\n${CoachStreamError.is(error) ? `${error.code}: ${error.message}` : error.message}`);
    process.exitCode = 1;
  }
}

function printEvent(event) {
  switch (event.type) {
    case 'contextual':
      note(event.content);
      break;
    case 'chunk':
      process.stdout.write(event.content);
      break;
    case 'retract':
      note('withdrawn');
      break;
    case 'start':
      if (event.status === 'restarted') {
        note('from the beginning');
      }
      break;
    case 'complete':
      console.log(`\n\n(${event.status}, ${event.usage.outputTokens} tokens)`);
      break;
    default:
      break;
  }
}

/** What is not the answer goes to standard error. */
function note(line) {
  console.error(`… ${line}`);
}
