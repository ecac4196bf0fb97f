import { arrayAt, isJsonObject, numberAt, objectAt, stringsOf } from '../json.ts';
import type { Resource } from '../resource.ts';

/** One rule of a bucket's CORS configuration. */
export interface CorsRule {
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposedHeaders: readonly string[];
  /** Seconds. */
  readonly maxAge: number | undefined;
}

/** A bucket of the app. */
export interface BucketConfig {
  readonly name: string;
  readonly arn: string;
  /** In their order: the first one that fits counts. */
  readonly corsRules: readonly CorsRule[];
}

/**
 * The buckets among an app's resources.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
 */
export function bucketConfigs(resources: readonly Resource[]): readonly BucketConfig[] {
  return resources
    .filter(({ type }) => type === 'AWS::S3::Bucket')
    .map(({ ref, attributes, properties }) => ({
      name: ref,
      arn: attributes.Arn ?? '',
      corsRules: arrayAt(objectAt(properties, 'CorsConfiguration'), 'CorsRules')
        .filter(isJsonObject)
        .map((rule) => {
          const maxAge = numberAt(rule, 'MaxAge', -1);
          return {
            allowedOrigins: stringsOf(rule.AllowedOrigins),
            allowedMethods: stringsOf(rule.AllowedMethods),
            allowedHeaders: stringsOf(rule.AllowedHeaders),
            // CloudFormation's name for them is ExposedHeaders, S3's own ExposeHeaders.
            exposedHeaders: stringsOf(rule.ExposedHeaders),
            maxAge: maxAge < 0 ? undefined : maxAge,
          };
        }),
    }));
}
