import { RemovalPolicy } from 'aws-cdk-lib';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Stage } from './stage.ts';

/** The keys that sign the log of snapshots, the oldest first: Ed25519, made in KMS and never seen outside. */
export class LogKeys extends Construct {
  readonly all: readonly Key[];

  constructor(scope: Construct, id: string, { logKeys, removal }: Stage) {
    super(scope, id);
    // What a key has signed can be verified without it, but only it can sign that the log goes on.
    const removalPolicy = removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.all = logKeys.map(
      (name) =>
        new Key(this, name, {
          description: `Signs the log of the activity register (${name})`,
          keySpec: KeySpec.ECC_NIST_EDWARDS25519,
          keyUsage: KeyUsage.SIGN_VERIFY,
          removalPolicy,
        }),
    );
  }
}
