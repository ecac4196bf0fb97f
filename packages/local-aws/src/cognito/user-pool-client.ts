import { numberAt, objectAt, stringAt, stringsOf } from '../json.ts';
import type { Resource } from '../resource.ts';

/** An app client as its template resource describes it. */
export interface UserPoolClient {
  readonly id: string;
  readonly poolId: string;
  /** Names without `ALLOW_`, such as `USER_PASSWORD_AUTH`. */
  readonly authFlows: ReadonlySet<string>;
  /** Attributes that tokens and GetUser show, or a sign-up may write; `undefined` for all. */
  readonly readAttributes: ReadonlySet<string> | undefined;
  readonly writeAttributes: ReadonlySet<string> | undefined;
  /** True where errors must not tell whether a user exists. */
  readonly hidesUserExistence: boolean;
  readonly idTokenSeconds: number;
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
}

const DEFAULT_FLOWS = ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH'];
/** Flow names of before 2019, still accepted in templates. */
const LEGACY_FLOWS: Readonly<Record<string, string>> = { ADMIN_NO_SRP_AUTH: 'ADMIN_USER_PASSWORD_AUTH' };
const UNIT_SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };

/**
 * Reads an app client from its template resource; tokens live an hour and refresh tokens 30 days by default.
 *
 * A client without read or write attributes has all of them, custom ones too. Client secrets are not emulated.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolclient.html
 */
export function userPoolClient({ ref, properties }: Resource): UserPoolClient {
  const flows = stringsOf(properties.ExplicitAuthFlows);
  const units = objectAt(properties, 'TokenValidityUnits');
  const seconds = (token: string, defaultUnit: string, defaultSeconds: number): number => {
    const validity = numberAt(properties, `${token}Validity`, 0);
    return validity === 0 ? defaultSeconds : validity * (UNIT_SECONDS[stringAt(units, token) ?? defaultUnit] ?? 1);
  };
  return {
    id: ref,
    poolId: stringAt(properties, 'UserPoolId') ?? '',
    authFlows: new Set(
      (flows.length === 0 ? DEFAULT_FLOWS : flows).map((flow) => LEGACY_FLOWS[flow] ?? flow.replace(/^ALLOW_/, '')),
    ),
    readAttributes: optionalSet(properties.ReadAttributes),
    writeAttributes: optionalSet(properties.WriteAttributes),
    hidesUserExistence: properties.PreventUserExistenceErrors === 'ENABLED',
    idTokenSeconds: seconds('IdToken', 'hours', 3_600),
    accessTokenSeconds: seconds('AccessToken', 'hours', 3_600),
    refreshTokenSeconds: seconds('RefreshToken', 'days', 30 * 86_400),
  };
}

function optionalSet(list: unknown): ReadonlySet<string> | undefined {
  const names = stringsOf(list);
  return names.length === 0 ? undefined : new Set(names);
}
