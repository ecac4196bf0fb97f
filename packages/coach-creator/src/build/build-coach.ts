import type { Coach, CreatorSession, Profile } from '@coach-stream/store';
import { type BuildLease, BuildLostError, createBuildLease } from './build-lease.ts';
import type { BuildOutcome } from './build-outcome.ts';
import type { BuildPorts, CreatorSessionRef } from './build-ports.ts';
import { chooseCoach } from './choose/choose-coach.ts';
import { claimSession } from './claim-session.ts';
import { coachRecord } from './coach-record.ts';
import { deriveSafety } from './derive/derive-safety.ts';
import { deriveFacts } from './derive/training-facts.ts';
import type { CoachBrief } from './generate/coach-brief.ts';
import { generateConfig } from './generate/generate-config.ts';
import { settleBuild } from './settle-build.ts';
import type { BuildFailure } from './state/build-failures.ts';
import { claimBuild, completeBuild, failBuild, postponeBuild } from './state/build-state.ts';
import { coachIdOf } from './state/coach-id.ts';

/** A session's answers, as a builder that has claimed it works on them. */
interface BuildWork {
  readonly ref: CreatorSessionRef;
  readonly coachId: string;
  readonly session: CreatorSession;
  readonly profile: Profile | undefined;
  readonly lease: BuildLease;
  readonly ports: BuildPorts;
  readonly signal: AbortSignal;
}

/**
 * Builds the coach of a session that was answered to its end: derives what rules know, chooses how the coach is and
 * trains, has its texts written and checked, stores it and says so in the session. Two model calls at most.
 *
 * It may be delivered any number of times, late, out of order and at once, and killed between any two steps: what is
 * stored in the end is exactly one coach and a complete build, or none and a reason. A builder holds a lease that it
 * renews; what it writes of the session counts only where nobody else has written since, and the coach's id is the
 * session's, so that a second attempt finds what the first has stored.
 *
 * @param signal ends the model call; the build is then queued again
 * @throws what the stores throw, where not even that could be written: the lease runs out, and the sweep finds it
 */
export async function buildCoach(
  ref: CreatorSessionRef,
  ports: BuildPorts,
  { signal }: { readonly signal: AbortSignal },
): Promise<BuildOutcome> {
  const claimed = await claimSession(ref, ports);
  if (!claimed.isClaimed) {
    return claimed.reason === 'exhausted'
      ? settleBuild(ref, ports, giveUpUsedUp)
      : { status: 'skipped', reason: claimed.reason };
  }
  const { session, profile, build, version } = claimed;
  const lease = createBuildLease(ref, { build, version }, ports);
  const work = { ref, coachId: coachIdOf(ref.sessionId), session, profile, lease, ports, signal };
  try {
    return await runBuild(work);
  } catch (error) {
    return error instanceof BuildLostError ? settleBuild(ref, ports, giveUpUsedUp) : stopBuild(work, error);
  }
}

async function runBuild(work: BuildWork): Promise<BuildOutcome> {
  const { ref, coachId, lease, ports } = work;
  const stored = await ports.coaches.get(ref.userId, coachId);
  if (stored !== undefined) {
    return finishBuild(work, stored);
  }
  const brief = await prepareBrief(work);
  await lease.moveTo('writingCoach');
  const written = await generateConfig(
    brief,
    {
      coachId,
      sessionId: ref.sessionId,
      createdAt: new Date(ports.clock.now()).toISOString(),
      model: ports.model.modelId,
    },
    {
      model: ports.model,
      call: (doing) => lease.keepWhile(doing, work.signal),
      onRepair: () => lease.moveTo('improvingCoach'),
    },
  );
  if (!written.isApproved) {
    ports.onFault?.(`Coach refused: ${written.fault}`, undefined);
    return endFailed(work, written.fault);
  }
  await lease.moveTo('savingCoach');
  lease.check();
  await ports.coaches.create(ref.userId, written.config);
  return finishBuild(work, written.config);
}

/** What rules know: read, derived and chosen, each shown as a step. */
async function prepareBrief({ session, profile, lease, ports }: BuildWork): Promise<CoachBrief> {
  const { answers, sophisticationLevel } = session;
  const { content, enabled = false } = profile?.criticalTrainingDirective ?? {};
  const directive = enabled ? content : undefined;
  await lease.moveTo('derivingSafety');
  const facts = deriveFacts({ answers, sophisticationLevel, directive, now: ports.clock.now() });
  const safety = deriveSafety(facts);
  await lease.moveTo('choosingStyle');
  const choice = chooseCoach(facts);
  return { answers, unitSystem: profile?.unitSystem ?? 'metric', directive, facts, safety, choice };
}

/** The coach is stored: its record, which the build does not wait for to work, and the end. */
async function finishBuild(
  { ref, coachId, session, lease, ports, signal }: BuildWork,
  coach: Coach,
): Promise<BuildOutcome> {
  await lease.moveTo('rememberingCoach');
  try {
    await ports.index.upsert([coachRecord(session, coach)], { signal });
  } catch (error) {
    ports.onFault?.('The record of a coach was not written', error);
  }
  const isEnded = await lease.end((build) => completeBuild(build, ports.clock.now()), coachId);
  return isEnded ? { status: 'complete', coachId } : settleBuild(ref, ports, giveUpUsedUp);
}

/** Something failed in between: refused for good, or to be tried again while attempts are left. */
async function stopBuild(work: BuildWork, error: unknown): Promise<BuildOutcome> {
  const { ref, lease, ports } = work;
  if (codeOf(error) === 'MODEL_REFUSED') {
    return endFailed(work, 'MODEL_REFUSED');
  }
  ports.onFault?.('A build was stopped', error);
  await lease.end((build) => postponeBuild(build, ports.clock.now()));
  const settled = await settleBuild(ref, ports, giveUpUsedUp);
  return settled.status === 'skipped' && settled.reason === 'lost' ? { status: 'postponed', error } : settled;
}

async function endFailed({ ref, lease, ports }: BuildWork, reason: BuildFailure): Promise<BuildOutcome> {
  const isEnded = await lease.end((build) => failBuild(build, reason, ports.clock.now()));
  return isEnded ? { status: 'failed', reason } : settleBuild(ref, ports, giveUpUsedUp);
}

/** Nothing is left to try. */
function giveUpUsedUp(build: Parameters<typeof claimBuild>[0], now: number): BuildFailure | undefined {
  const claim = claimBuild(build, now);
  return !claim.isChanged && claim.refusal === 'exhausted' ? 'ATTEMPTS_EXHAUSTED' : undefined;
}

/** The code of an error of the models package, known by its field: that package brings AWS along. */
function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
