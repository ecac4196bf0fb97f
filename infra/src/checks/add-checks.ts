import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { FunctionUrlChecks } from './function-url-checks.ts';

/**
 * Makes synthesis fail where a template breaks a rule that nobody acknowledged: AWS Solutions and our own on who may
 * call a function. A rule is acknowledged, by id and with its reason, beside the construct that breaks it.
 */
export function addChecks(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new FunctionUrlChecks(app));
}
