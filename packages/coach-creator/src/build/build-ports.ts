import type { SchemaModel } from '@coach-stream/prompting';
import type { SemanticIndex } from '@coach-stream/retrieval';
import type { Coach, CoachBuild, CoachConfig, CreatorSession, Profile } from '@coach-stream/store';
import type { Clock } from '@coach-stream/streaming-core';
import type { BuildTimes } from './state/build-state.ts';

/** A creator session. */
export interface CreatorSessionRef {
  readonly userId: string;
  readonly sessionId: string;
}

/** What is changed of a session while its coach is built. */
export interface SessionBuildChange {
  /** The version that was read: where the session has another one, nothing is changed. */
  readonly fromVersion: number;
  readonly build: CoachBuild;
  /** Set with the build that is complete. */
  readonly coachId?: string;
}

/** Creator sessions, as the building of a coach needs them. */
export interface BuildSessionStore {
  /** Reads a session consistently, with its user's profile. `undefined` where there is no session. */
  load(
    session: CreatorSessionRef,
  ): Promise<{ readonly session: CreatorSession; readonly profile: Profile | undefined } | undefined>;
  /**
   * Writes `build` (and `coachId`) and the version `fromVersion + 1`, by one conditional write.
   *
   * @returns `false`, changing nothing, where the session is gone or its version another one
   */
  changeBuild(session: CreatorSessionRef, change: SessionBuildChange): Promise<boolean>;
}

/** Users' coaches, as the building of one needs them. */
export interface BuiltCoachStore {
  /** Reads a coach consistently. */
  get(userId: string, coachId: string): Promise<Coach | undefined>;
  /** Stores a coach where there is none of its id. @returns whether it is stored */
  create(userId: string, coach: CoachConfig): Promise<boolean>;
}

/** What the building of a coach works with. */
export interface BuildPorts {
  readonly sessions: BuildSessionStore;
  readonly coaches: BuiltCoachStore;
  readonly index: SemanticIndex;
  readonly model: SchemaModel & {
    /** Id of the model, for the coach's metadata. */
    readonly modelId: string;
  };
  readonly clock: Clock;
  /** Told of a fault that the build goes on without, such as an index that is down. */
  readonly onFault?: (what: string, error: unknown) => void;
  /** Default: `BUILD_TIMES`. */
  readonly times?: Partial<BuildTimes>;
}
