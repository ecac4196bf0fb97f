/** Why a coach may not be used, the gravest first. */
export const CONFIG_FAULTS = ['CONFIG_UNSAFE', 'CONFIG_INVALID', 'CONFIG_PLACEHOLDER', 'CONFIG_INCOHERENT'] as const;

export type ConfigFault = (typeof CONFIG_FAULTS)[number];

/** Something that a check has found. */
export interface ConfigProblem {
  readonly fault: ConfigFault;
  /** For the model that has to mend it: where and what. */
  readonly message: string;
}

/** The gravest of some problems; `CONFIG_INVALID` where there is none. */
export function gravestFault(problems: readonly ConfigProblem[]): ConfigFault {
  return CONFIG_FAULTS.find((fault) => problems.some((problem) => problem.fault === fault)) ?? 'CONFIG_INVALID';
}
