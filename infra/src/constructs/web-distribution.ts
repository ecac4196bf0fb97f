import { type StageOrigins, securityHeaders } from '@coach-stream/web/build';
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { Construct } from 'constructs';
import type { HostedWeb, StageConfig } from '../stage-config.ts';
import type { WebBucket } from './web-bucket.ts';

/** What a {@link WebDistribution} needs. */
export interface WebDistributionProps {
  readonly stage: StageConfig;
  readonly bucket: WebBucket;
  /** `undefined`: an address of CloudFront's own. */
  readonly domain: HostedWeb['domain'];
  /** Origins that the app's content security policy names. */
  readonly origins: StageOrigins;
}

/** How long CloudFront remembers that a file is missing. */
const MISSING_TTL = Duration.seconds(10);

/** How long a browser remembers that this name is asked over https alone. */
const STRICT_TRANSPORT_TTL = Duration.days(365);

/**
 * Serves the web app's files over https. Its pages stand behind `#`, so that no path is rewritten: one that names no file
 * is answered by the app's page for that.
 */
export class WebDistribution extends Distribution {
  constructor(scope: Construct, id: string, { stage, bucket, domain, origins }: WebDistributionProps) {
    const origin = S3BucketOrigin.withOriginAccessControl(bucket);
    const behavior = {
      origin,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      responseHeadersPolicy: headersPolicy(scope, stage, origins),
      compress: true,
    };
    super(scope, id, {
      comment: `Coach Stream, stage ${stage.name}: the web app`,
      defaultRootObject: 'index.html',
      // Pages and the stage's outputs are the same everywhere at once; a name below assets/ never changes its content.
      defaultBehavior: { ...behavior, cachePolicy: CachePolicy.CACHING_DISABLED },
      additionalBehaviors: { 'assets/*': { ...behavior, cachePolicy: CachePolicy.CACHING_OPTIMIZED } },
      // S3 says 403 for a file that is not there to whoever may not list.
      errorResponses: [{ httpStatus: 403, responseHttpStatus: 404, responsePagePath: '/404.html', ttl: MISSING_TTL }],
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      ...(domain && {
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
        domainNames: [domain.name],
        certificate: Certificate.fromCertificateArn(scope, 'Certificate', domain.certificateArn),
      }),
    });
    this.acknowledge(domain);
  }

  private acknowledge(domain: HostedWeb['domain']): void {
    Validations.of(this).acknowledge(
      { id: 'AwsSolutions-CFR1', reason: 'The app is for people everywhere.' },
      { id: 'AwsSolutions-CFR2', reason: 'It serves files that everybody may read; a web ACL may be put before it.' },
      {
        id: 'AwsSolutions-CFR3',
        reason: 'A log of who read public files holds addresses of people and tells nothing.',
      },
    );
    if (domain === undefined) {
      Validations.of(this).acknowledge({
        id: 'AwsSolutions-CFR4',
        reason: "CloudFront sets the TLS versions of its own names; a stage that keeps people's data needs a domain.",
      });
    }
  }
}

/** The headers that the local run sends as well, and the promise of https. */
function headersPolicy(scope: Construct, stage: StageConfig, origins: StageOrigins): ResponseHeadersPolicy {
  const {
    'Content-Security-Policy': contentSecurityPolicy,
    'Referrer-Policy': _referrerPolicy,
    'X-Content-Type-Options': _contentTypeOptions,
    'X-Frame-Options': _frameOptions,
    ...others
  } = securityHeaders(origins);
  return new ResponseHeadersPolicy(scope, 'Headers', {
    // The CDK's own name for it would be the same in every stage of an account.
    responseHeadersPolicyName: `${Stack.of(scope).stackName}-headers`,
    comment: `Security headers of the web app, stage ${stage.name}`,
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: { accessControlMaxAge: STRICT_TRANSPORT_TTL, includeSubdomains: false, override: true },
    },
    customHeadersBehavior: {
      customHeaders: Object.entries(others).map(([header, value]) => ({ header, value, override: true })),
    },
  });
}
