import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Stage } from './stage.ts';

/** A table, and the environment variable by which a function learns its name. */
export interface LedgerTable {
  readonly table: Table;
  readonly variable: string;
}

/** What must outlive everything else: the register, and the partners with the hashes of their keys. */
export class Ledger extends Construct {
  readonly register: LedgerTable;
  readonly partners: LedgerTable;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    // What bears this attribute goes once it is past: idempotency keys, receipts, the tombstones of months.
    const timeToLiveAttribute = 'expires';
    this.register = {
      table: ledgerTable(this, 'Register', stage, { timeToLiveAttribute }),
      variable: 'REGISTER_TABLE',
    };
    this.partners = { table: ledgerTable(this, 'Partners', stage), variable: 'PARTNER_TABLE' };
  }
}

function ledgerTable(
  scope: Construct,
  id: string,
  stage: Stage,
  more: { timeToLiveAttribute?: string } = {},
): Table {
  const retained = stage.removal === 'retain';
  return new Table(scope, id, {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    ...more,
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: retained,
    removalPolicy: retained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}
