import type { LocalRunUnderTest } from '../local-run.ts';
import type { ChatScreen } from './chat-screen.ts';
import { answerPaced } from './paced-answer.ts';

/** What it costs a browser to show an answer while it is written. */
export interface AnswerCost {
  readonly tokens: number;
  /** Times between two pictures, in milliseconds. */
  readonly frames: { readonly p50: number; readonly p95: number; readonly max: number };
  /** Time of the main thread from the first token to the end, in milliseconds. */
  readonly mainThreadMs: number;
}

/** The answer, and how it comes. */
interface MeasuredAnswer {
  readonly run: LocalRunUnderTest;
  readonly tokens: readonly string[];
  readonly tokensPerSecond: number;
  /** Called once its first text is there, and pictures are being counted. */
  readonly onRecording?: () => void;
}

const RECORD_FRAMES = `
  globalThis.recordedFrames = [];
  let last = performance.now();
  const tick = (now) => {
    recordedFrames.push(now - last);
    last = now;
    globalThis.recording = requestAnimationFrame(tick);
  };
  globalThis.recording = requestAnimationFrame(tick);`;

const STOP_RECORDING = 'cancelAnimationFrame(recording); recordedFrames';

/** Longest wait behind an answer's last token. */
const MAX_DELAY_MS = 30_000;

/** Lets an answer of these tokens come at this pace, and measures what showing it costs. */
export async function measureAnswer(
  screen: ChatScreen,
  { run, tokens, tokensPerSecond, onRecording }: MeasuredAnswer,
): Promise<AnswerCost> {
  const { page } = screen;
  const end = await answerPaced({ page, run }, tokens, tokensPerSecond);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const mainThread = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000;
  };
  await screen.send('Give me a plan');
  await screen.untilWritten(1);
  await page.evaluate(RECORD_FRAMES);
  onRecording?.();
  const before = await mainThread();
  const timeout = (tokens.length / tokensPerSecond) * 1_000 + MAX_DELAY_MS;
  await screen.stopButton.waitFor({ state: 'detached', timeout });
  const mainThreadMs = (await mainThread()) - before;
  const frames = (await page.evaluate<number[]>(STOP_RECORDING)).toSorted((one, other) => one - other);
  const quantile = (part: number) => frames[Math.min(frames.length - 1, Math.floor(frames.length * part))] ?? 0;
  await session.detach();
  await end();
  return {
    tokens: tokens.length,
    frames: { p50: quantile(0.5), p95: quantile(0.95), max: quantile(1) },
    mainThreadMs,
  };
}
