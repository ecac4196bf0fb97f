import { buildPath } from '@coach-stream/streaming-core/contract';
import type { Demo } from './start-demo.ts';

/** The text that a person sees once the demo runs; its last line is `ready <address>`. */
export function welcomeText({ run, outputs, ids }: Demo): string {
  const stream = `${outputs.streams.coachConversation}${buildPath('coachConversationStream', ids)}`;
  return [
    '',
    'Ask the coach something (paste this in a second terminal, in this folder):',
    '',
    `  curl -N ${stream} \\`,
    '    -H "Authorization: Bearer $(npm run -s token)" -H "Content-Type: application/json" \\',
    `    -d '{"userResponse": "How do I warm up before heavy squats?"}'`,
    '',
    `Outputs for a frontend: .local/outputs.json   Test control: ${run.address}/_local/   Stop: Ctrl-C   Data stays until: npm run reset`,
    '',
    `ready ${run.address}`,
  ].join('\n');
}
