import { relative } from 'node:path';
import { buildPath } from '@coach-stream/streaming-core/contract';
import type { LocalFolder } from './local-folder.ts';
import type { Demo } from './start-demo.ts';

/** The text that a person sees once the demo runs; its last line is `ready <address>`. */
export function welcomeText({ run, outputs, ids, answeredBy }: Demo, folder: LocalFolder): string {
  const prefix = process.env.LOCAL_DIR === undefined ? '' : `LOCAL_DIR=${folder.directory} `;
  const stream = `${outputs.streams.coachConversation}${buildPath('coachConversationStream', ids)}`;
  return [
    '',
    `Open ${run.address}/ and continue as the demo user.`,
    '',
    'Or ask the coach something here (paste this in a second terminal, in this folder):',
    '',
    `  curl -N ${stream} \\`,
    `    -H "Authorization: Bearer $(${prefix}npm run -s token)" -H "Content-Type: application/json" \\`,
    `    -d '{"userResponse": "How do I warm up before heavy squats?"}'`,
    '',
    `Answers come from: ${answeredBy}`,
    ...(outputs.api === undefined ? [] : [`REST API: ${outputs.api}`]),
    `Outputs for a frontend: ${relative(process.cwd(), folder.directory) || '.'}/outputs.json`,
    `Test control: ${run.address}/_local/   Stop: Ctrl-C   Data stays until: ${prefix}npm run reset`,
    '',
    `ready ${run.address}`,
  ].join('\n');
}
