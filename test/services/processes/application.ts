/** An application of its own, with a run going on and one that waits: node application.mjs DATA-DIRECTORY HOST-ENTRY STARTER. To be killed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openApplication } from '../../../src/services/app/openApplication.ts';
import { openServices } from '../../../src/services/services.ts';
import { longTraining, shortDraft, staying } from '../app/draft.ts';

const [dataDirectory, hostEntry, starter] = process.argv.slice(2) as [string, string, string];
const services = await openServices({ dataDirectory, hostEntry });
const application = await openApplication({ services, starter, face: 'web', version: '0.0.0' });
const { handlers } = application;
await handlers['runs.start']({ draft: await shortDraft(application, longTraining), name: 'going' }, staying);
await handlers['runs.start']({ draft: await shortDraft(application), name: 'waiting' }, staying);
while (!(await handlers['runs.list']({}, staying)).some(({ step }) => step >= 4)) await sleep(30);
process.send?.('running');
