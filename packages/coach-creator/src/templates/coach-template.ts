import type { PersonaId } from '@coach-stream/prompting';
import type { TrainingFacts } from '../build/derive/training-facts.ts';
import type { WrittenCoach } from '../build/generate/written-coach.ts';
import type { MethodologyId } from '../build/methodologies/methodology.ts';

/** A ready coach that anybody may take: what a session would have found out and a model would have written. */
export interface CoachTemplate {
  /** Stays as it is: clients and stored requests know it. */
  readonly templateId: string;
  /** What people choose it by. */
  readonly name: string;
  /** Whom it is for, in a sentence. */
  readonly description: string;
  readonly personality: PersonaId;
  readonly methodology: MethodologyId;
  /** Whom it is made for. Nothing is known of anybody's injuries. */
  readonly madeFor: Pick<
    TrainingFacts,
    'experienceLevel' | 'trainingFrequency' | 'intensity' | 'equipment' | 'timeConstraints'
  >;
  readonly written: Omit<WrittenCoach, 'otherLimitations'>;
}
