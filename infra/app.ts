import { App } from 'aws-cdk-lib';
import cdk from '../cdk.json' with { type: 'json' };
import { RegisterStack } from './register-stack.ts';
import { stackName, stageFrom } from './stage.ts';

// What the command line tool would hand over by itself, so that the template is the same when it is not there.
const context = {
  ...cdk.context,
  'aws:cdk:enable-asset-metadata': true,
  'aws:cdk:enable-path-metadata': true,
};

const app = new App({ context, analyticsReporting: false });
const stage = stageFrom((key) => app.node.tryGetContext(key));
new RegisterStack(app, stackName(stage), stage);
